import { readFile } from 'node:fs/promises'
import type { Config, PlacedReference } from './config.ts'
import type { Problem } from './problem.ts'

/**
 * Looks up everything outside the configuration file that it points to: secrets, certificates, the bundle. Reads them,
 * and keeps and says nothing of what they hold.
 *
 * @example
 * const problems = await checkReferences(config, process.env)
 */
export async function checkReferences(
  config: Pick<Config, 'references'>,
  environment: { readonly [name: string]: string | undefined },
): Promise<readonly Problem[]> {
  const checked = await Promise.all(
    config.references.map(async ({ from, name, ...place }) => {
      const message = await fault({ from, name }, environment)
      return message === null ? [] : [{ ...place, message }]
    }),
  )
  return checked.flat().sort((one, other) => one.line - other.line || one.column - other.column)
}

async function fault(
  { from, name }: Pick<PlacedReference, 'from' | 'name'>,
  environment: { readonly [name: string]: string | undefined },
): Promise<string | null> {
  if (from === 'env') {
    const value = environment[name]
    if (value === undefined) return `names the environment variable ${name}, which is not set`
    return isBlank(value) ? `names the environment variable ${name}, which is empty` : null
  }
  try {
    return isBlank(await readFile(name, 'latin1')) ? `names the file ${name}, which is empty` : null
  } catch (thrown) {
    return `names the file ${name}, which can't be read (${(thrown as NodeJS.ErrnoException).code})`
  }
}

/** Nothing but the line end that editors leave. */
function isBlank(value: string): boolean {
  return value.replace(/\r?\n$/, '') === ''
}
