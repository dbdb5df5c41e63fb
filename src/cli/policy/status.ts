import { Command } from 'commander'
import type { PolicyChange, PolicyStatus } from '../../core/policy.ts'
import { callPeople } from '../people-api.ts'
import { printable, printableJson } from '../printable.ts'

type Shown = PolicyStatus & { readonly floor: number | null; readonly changes: readonly PolicyChange[] }

export function statusCommand(): Command {
  return new Command('status')
    .description('the bundle that is in force, where it comes from, and the latest changes')
    .option('--json', 'everything that is known, as JSON')
    .action(async (options: { json?: boolean }, command: Command) => {
      const shown = await callPeople<Shown>(command, 'GET', '/policy?limit=10')
      if (options.json) console.log(printableJson(shown))
      else for (const line of [...summary(shown), ...shown.changes.map(changeLine)]) console.log(printable(line))
    })
}

function summary({ revision, sequence, source, activatedAt, checkedAt, lastError, floor }: Shown): string[] {
  return [
    `revision    ${revision}`,
    `sequence    ${sequence ?? 'none'}; ${floor === null ? 'any is taken' : `none below ${floor} is taken`}`,
    `source      ${source}`,
    `in force    since ${iso(activatedAt)}`,
    `last check  ${checkedAt === null ? 'none was answered' : iso(checkedAt)}`,
    `last error  ${lastError === null ? 'none' : `${iso(lastError.at)}  ${lastError.code}: ${lastError.message}`}`,
  ]
}

function changeLine({ at, kind, revision, sequence, by, reason, replica }: PolicyChange): string {
  const bundle = [revision ?? '', sequence === null ? '' : `sequence ${sequence}`]
    .filter((text) => text !== '')
    .join(' ')
  const parts = [iso(at), kind, bundle, by === null ? '' : `by ${by}`, reason ?? '', `on ${replica}`]
  return `  ${parts.filter((text) => text !== '').join('  ')}`
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
