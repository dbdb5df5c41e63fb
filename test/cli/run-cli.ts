import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { programs } from '../support/programs.ts'

export const root = join(import.meta.dirname, '..', '..')
export const entry = join(root, 'src', 'cli', 'index.ts')
export const bundle = join(root, 'bundles', 'default.tar.gz')

export interface Ran {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs `sallyport` as people do, with an environment of the test's own. */
export function sallyport(
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<Ran> {
  const { cwd = root, env = {}, input = '' } = options
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [entry, ...args],
      { cwd, env: { ...programs, ...env } },
      (error, out, err) => resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    )
    child.stdin!.end(input)
  })
}

/** A people's API that knows these answers, by method and path. */
export async function peopleApi(answers: { readonly [request: string]: unknown }) {
  const asked: string[] = []
  const token = ['operator', 'of', 'this', 'test'].join('-')
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    const request = `${req.method} ${req.url}`
    asked.push(`${request} ${body}`.trim())
    const known = req.headers.authorization === `Bearer ${token}` ? answers[request] : undefined
    const missing = { error: { code: 'ERR_NOT_FOUND', message: 'There is nothing here.', fix: 'Look elsewhere.' } }
    res.end(typeof known === 'string' ? known : JSON.stringify(known ?? missing))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    asked,
    url,
    token,
    run: (...args: string[]) =>
      sallyport(args, { env: { SALLYPORT_PEOPLE_URL: url, SALLYPORT_OPERATOR_TOKEN: token } }),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
