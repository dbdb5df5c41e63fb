import { randomBytes } from 'node:crypto'
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GatewayError } from '../core/errors.ts'

/**
 * The operator's token: made at first start, in a file that only its owner may read.
 *
 * @throws ERR_CONFIG where others may read it
 */
export async function operatorToken(file: string): Promise<string> {
  await make(file)
  const { mode } = await stat(file)
  if ((mode & 0o077) !== 0) {
    throw new GatewayError('ERR_CONFIG', `Others than its owner may read ${file}.`, {
      fix: `Delete it, and start again: a new one is made.`,
    })
  }
  return (await readFile(file, 'utf8')).trim()
}

/** Whole or not at all, and once, however many gateways start at the same time. */
async function make(file: string): Promise<void> {
  const draft = join(dirname(file), `.operator-token-${process.pid}-${randomBytes(4).toString('hex')}`)
  await writeFile(draft, `sallyport_operator_${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 })
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await unlink(draft)
}
