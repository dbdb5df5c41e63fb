import { appendFile, open } from 'node:fs/promises'
import { Command } from 'commander'
import { GatewayError } from '../../core/errors.ts'
import { askToDetach } from './control.ts'
import { forGitHub, forShell, remaining } from './job-environment.ts'
import { startKeeper } from './keep.ts'
import { failing, say, sayRemoved, withWayInOptions } from './options.ts'
import { hostsOf } from './presets.ts'
import type { WayInOptions } from './way-in.ts'

/** Where later steps find what is kept. */
const STATE = 'SALLYPORT_STATE'

interface AttachOptions extends WayInOptions {
  readonly writeEnvironment?: string
  readonly preset: readonly string[]
}

/** `sallyport attach`: a step of a CI job, after which all later ones go through the gate. */
export function attachCommand(): Command {
  const several = (value: string, before: readonly string[]) => [...before, value]
  return withWayInOptions(
    new Command('attach').description('lead the rest of a CI job through the gateway, until sallyport detach'),
  )
    .option('--write-environment <file>', 'write the environment there, for a shell to read (default: to $GITHUB_ENV)')
    .option('--preset <name>', 'hosts that the agent itself must reach directly: github-copilot', several, [])
    .action(async (options: AttachOptions) => {
      process.exitCode = await failing(() => attach(options, process.env))
    })
}

/** `sallyport detach`: the last step of it. */
export function detachCommand(): Command {
  return new Command('detach')
    .description('end what sallyport attach began: its session and its relay')
    .option('--state <directory>', `where attach keeps it (default: $${STATE})`)
    .action(async ({ state = process.env[STATE] }: { state?: string }) => {
      process.exitCode = await failing(() => detach(state))
    })
}

async function attach(options: AttachOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const { GITHUB_ENV } = environment
  const { writeEnvironment } = options
  if (writeEnvironment === undefined && !GITHUB_ENV) {
    throw new GatewayError('ERR_CONFIG', 'Nothing says where the environment of later steps goes.', {
      fix: 'Name a file by --write-environment, and read it in each step: . file',
    })
  }
  const direct = [...options.direct, ...hostsOf(options.preset)]
  const task = { options: { ...options, direct }, environment: { ...environment }, cwd: process.cwd() }
  const kept = await startKeeper(task, say)
  const job = { set: { ...kept.set, [STATE]: kept.directory }, removed: kept.removed }
  try {
    if (writeEnvironment === undefined) await appendFile(GITHUB_ENV!, forGitHub(job))
    else await writePrivately(writeEnvironment, forShell(job))
  } catch (cause) {
    await askToDetach(kept.directory)
    throw new GatewayError('ERR_CONFIG', "The environment of later steps can't be written.", { cause })
  }
  sayRemoved(kept.removed)
  const left = writeEnvironment === undefined ? remaining(kept.removed) : []
  if (left.length > 0) say(`the runner gives to later steps again: ${left.join(', ')}`)
  say(`session ${kept.session} is kept until: sallyport detach --state ${kept.directory}`)
}

/** Also where the file is there already, for others to read. */
async function writePrivately(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    if ((await file.stat()).isFile()) await file.chmod(0o600)
    await file.writeFile(text)
  } finally {
    await file.close()
  }
}

async function detach(state: string | undefined): Promise<void> {
  if (!state) {
    throw new GatewayError('ERR_NOT_ATTACHED', 'No session is kept for this job.', {
      fix: 'Name the directory that attach printed, by --state.',
    })
  }
  say(await askToDetach(state))
}
