import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { said } from '../answer.ts'
import { SourceError } from '../fault.ts'
import { type CommandReference, trimmed } from './reference.ts'

/** Milliseconds that a program may take. */
const PATIENCE = 10_000
/** Bytes that it may print. */
const LONGEST = 64 * 1024
/** Bytes of its standard error that are read for a first line. */
const HEARD = 4 * 1024

/**
 * What a program prints, which is the secret. No shell reads its arguments. It runs in a process group of its own, which
 * is ended with it. Rejects with SourceError in the first line of its standard error.
 *
 * @param environment what the program may know
 */
export async function runCommand(
  reference: CommandReference,
  environment: NodeJS.ProcessEnv,
  mask: (text: string) => string,
  patience = PATIENCE,
): Promise<string> {
  const { name } = reference
  const child = spawn(name, reference.arguments, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment,
    detached: true,
  })
  const printed: Buffer[] = []
  let size = 0
  let heard = ''
  let stopped: SourceError | undefined
  const stop = (error: SourceError): void => {
    stopped ??= error
    // What it started may hold its pipes open after it.
    child.stdout.destroy()
    child.stderr.destroy()
    endGroup(child.pid)
  }
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > LONGEST) {
      const fault = 'answered with something that is no usable credential'
      stop(new SourceError(fault, `the program ${name} printed more than ${LONGEST / 1024} KiB`))
    } else printed.push(chunk)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (heard.length < HEARD) heard += text
  })
  const timer = setTimeout(() => {
    stop(new SourceError('gave no answer in time', `the program ${name} ran for more than ${patience / 1000} seconds`))
  }, patience)
  try {
    const [status, signal] = await once(child, 'close')
    if (stopped !== undefined) throw stopped
    if (status !== 0) {
      const how = signal === null ? `ended with status ${status}` : `was ended by ${signal}`
      throw new SourceError('refused', `the program ${name} ${how}${said(heard.trimStart().split('\n')[0], mask)}`)
    }
    return trimmed(reference, Buffer.concat(printed).toString('utf8'))
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === undefined) throw thrown
    throw new SourceError("can't be read as it is configured", `the program ${name} can't be started (${code})`)
  } finally {
    clearTimeout(timer)
    endGroup(child.pid)
  }
}

/** Ends what is left of a process group, if anything is. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // Nothing was left.
  }
}
