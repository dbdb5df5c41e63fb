import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serviceSource } from '../../../src/policy/sources/service.ts'
import { freePort, type Nginx, startNginx } from '../../support/nginx.ts'
import { needing } from '../../support/parts.ts'
import { fakeTiming } from './fake-timing.ts'

const folder = mkdtempSync(join(tmpdir(), 'nginx-'))
let nginx: Nginx | undefined

afterAll(async () => {
  await nginx?.stop()
  rmSync(folder, { recursive: true })
})

/** As a deployment does: written elsewhere, then renamed. The time makes nginx's tag another. */
function publish(name: string, content: string, seconds: number): void {
  const file = join(folder, 'www', name)
  writeFileSync(`${file}.new`, content)
  utimesSync(`${file}.new`, seconds, seconds)
  renameSync(`${file}.new`, file)
}

needing('nginx')('nginx serves bundles as it is: tags, 304, and nothing to hold back', async () => {
  mkdirSync(join(folder, 'www'))
  nginx = await startNginx(
    folder,
    await freePort(),
    `root ${folder}/www; location /closed/ { auth_basic off; if ($http_authorization != "Bearer one") { return 401; } }`,
  )
  const { url } = nginx
  const signal = new AbortController().signal
  const polling = { minDelaySeconds: 1, maxDelaySeconds: 1, longPollingTimeoutSeconds: 30 }
  const source = serviceSource({ url: new URL(`${url}/b.tar.gz`), token: null, ...polling }, fakeTiming())
  await expect(source.look(signal)).rejects.toMatchObject({
    message: `The bundle service at ${url}/b.tar.gz answered 404.`,
  })
  publish('b.tar.gz', 'one', 1_000_000_000)
  const offer = await source.look(signal)
  expect(offer).toMatchObject({ archive: Buffer.from('one'), etag: '"3b9aca00-3"', longPolling: false })
  source.activated(offer!)
  expect(await source.look(signal)).toBeNull()
  expect(source.delay(0, 0)).toBe(1_000)
  publish('b.tar.gz', 'another', 1_000_000_001)
  expect(await source.look(signal)).toMatchObject({ archive: Buffer.from('another'), etag: '"3b9aca01-7"' })
  // nginx redirects a folder.
  mkdirSync(join(folder, 'www', 'folder'))
  const moved = serviceSource({ url: new URL(`${url}/folder`), token: null, ...polling }, fakeTiming())
  await expect(moved.look(signal)).rejects.toMatchObject({
    message: `The bundle service at ${url}/folder answered 301, and redirects are not followed.`,
  })
  mkdirSync(join(folder, 'www', 'closed'))
  publish('closed/b', 'mine', 1_000_000_000)
  const tokens = ['two', 'one']
  const closed = serviceSource(
    { url: new URL(`${url}/closed/b`), token: async () => tokens.shift()!, ...polling },
    fakeTiming(),
  )
  await expect(closed.look(signal)).rejects.toMatchObject({
    message: `The bundle service at ${url}/closed/b answered 401.`,
  })
  expect(await closed.look(signal)).toMatchObject({ archive: Buffer.from('mine') })
  for (const opened of [source, moved, closed]) await opened.close!()
})
