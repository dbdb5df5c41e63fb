import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { GatewayError } from '../core/errors.ts'

const run = promisify(execFile)

/**
 * After a kill -9 of the gateway its server lives on: ended here, unless another living gateway owns it. From now on
 * this process does.
 *
 * @param directory where the owner's process id is kept
 * @throws ERR_STORE_UNAVAILABLE where another living process owns the server
 */
export async function stopOrphan(directory: string, data: string): Promise<void> {
  const ownerFile = join(directory, 'owner.pid')
  const owner = Number(await readFile(ownerFile, 'utf8').catch(() => '0'))
  const server = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '0')).split('\n')[0])
  if (server > 0 && (await commandOf(server)).includes(data)) {
    if (owner !== process.pid && (await commandOf(owner)) !== '')
      throw new GatewayError('ERR_STORE_UNAVAILABLE', `Another Sallyport (process ${owner}) uses ${directory}.`, {
        fix: 'Stop it, or give this one a data_directory of its own.',
      })
    process.kill(server, 'SIGINT')
    for (let tries = 0; tries < 300 && (await commandOf(server)) !== ''; tries++) await sleep(100)
  }
  await writeFile(ownerFile, String(process.pid), { mode: 0o600 })
}

async function commandOf(pid: number): Promise<string> {
  if (!(pid > 0)) return ''
  // Slim container images have no ps.
  if (process.platform === 'linux') {
    return readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      (text) => text.replaceAll('\0', ' ').trim(),
      () => '',
    )
  }
  return run('ps', ['-o', 'args=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
}
