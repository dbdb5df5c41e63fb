import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Decision } from '../../src/core/decision.ts'
import { loadPolicy } from '../../src/policy/prepare.ts'
import { defaultBundle, engineOf } from './engines.ts'
import { call, deletion, inputOf, push } from './inputs.ts'

const archive = readFileSync(join(import.meta.dirname, '../../bundles/default.tar.gz'))

test('a bundle that another thread prepared decides as one that was made here', async () => {
  const loaded = await loadPolicy(archive, null)
  expect(loaded).toMatchObject({ revision: defaultBundle.revision, sequence: defaultBundle.sequence })
  const here = engineOf(defaultBundle)
  const nameless = ({ id: _, ...decision }: Decision) => decision
  for (const input of [
    inputOf('git', [push('refs/heads/main'), deletion('refs/heads/topic')]),
    inputOf('http', [call('GET', 'read', '/v1/orders')]),
  ]) {
    expect(nameless(loaded.policy.decide(input))).toEqual(nameless(here.decide(input)))
  }
})

test.each([
  ['no archive', Buffer.from('text'), "The policy bundle can't be read: incorrect header check"],
  ['half of one', archive.subarray(0, archive.length / 2), "The policy bundle can't be read: unexpected end of file"],
  [
    'one with a broken module',
    gzipSync(Buffer.from(gunzipSync(archive).toString('latin1').replaceAll('\0asm\x01', '\0asm\x02'), 'latin1')),
    "The policy bundle's module can't be loaded: It is no WebAssembly module of version 1.",
  ],
])('%s is refused in words', async (_what, bytes, message) => {
  await expect(loadPolicy(bytes, null)).rejects.toMatchObject({ code: 'ERR_POLICY_BUNDLE', message })
})

test('a bundle that nobody signed is refused where signatures are wanted', async () => {
  const verification = { key: 'secret', algorithm: 'HS256' } as never
  await expect(loadPolicy(archive, verification)).rejects.toMatchObject({ code: 'ERR_POLICY_SIGNATURE' })
})
