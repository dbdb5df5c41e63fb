import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { GatewayError } from '../../core/errors.ts'

const run = promisify(execFile)

/** What OPA says of a lot of tests or inputs, in bytes. */
const OUTPUT_LIMIT = 256 * 1024 ** 2

/** What OPA said when it failed. */
export interface OpaFailure {
  /** Exit status. */
  readonly code: unknown
  readonly stdout: string
}

/**
 * Runs OPA in a folder, with `input` for its standard input, and answers what it wrote to its standard output. Rejects
 * with ERR_POLICY_BUNDLE where it fails, in its own words, with an {@link OpaFailure} for a cause: what is wrong with a
 * policy may be on either of its outputs.
 */
export async function runOpa(opa: string, cwd: string, args: readonly string[], input = ''): Promise<string> {
  try {
    const running = run(opa, [...args], { cwd, maxBuffer: OUTPUT_LIMIT })
    // One that ends without reading it says why itself.
    running.child.stdin!.on('error', () => {}).end(input)
    return (await running).stdout
  } catch (thrown) {
    const {
      code,
      stdout = '',
      stderr = '',
      message,
    } = thrown as Partial<OpaFailure> & { stderr?: string; message: string }
    const cause: OpaFailure = { code, stdout }
    throw new GatewayError('ERR_POLICY_BUNDLE', `${stdout}${stderr}`.trim() || message, { cause })
  }
}
