import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Files, readBundle, unpack } from '../../src/policy/bundle.ts'
import { folderOf, needingOpa, runOpa } from './real-opa.ts'
import { refusalOf } from './refusal.ts'
import { type Keys, makeKeys, NOW, verificationBy } from './signing.ts'

const keys = makeKeys('ES256')

const sources = {
  'main.rego': 'package sallyport\n\ndecision := {"effect": "deny", "at": data.settings.at}\n',
  'data.json': '{"settings":{"at":1.0,"large":12345678901234567890,"<&>":"\\u2028😀","\ufb01":1e3}}',
  '.manifest': '{"revision":"r1","metadata":{"sequence":7}}',
}

const built = (by: Keys, more: readonly string[] = []): Files => {
  const folder = folderOf({
    ...Object.fromEntries(Object.entries(sources).map(([name, text]) => [`src/${name}`, text])),
    key: by.signing,
  })
  runOpa(
    folder,
    'build',
    '-b',
    'src',
    '-t',
    'wasm',
    '-e',
    'sallyport/decision',
    '-o',
    'out',
    '--signing-key',
    'key',
    '--signing-alg',
    by.algorithm,
    ...more,
  )
  return unpack(readFileSync(join(folder, 'out')))
}

needingOpa().each(['RS256', 'PS256', 'ES256', 'ES384', 'HS256', 'HS512', 'EdDSA'])(
  '%s: holds, until any file of it changes',
  async (algorithm) => {
    const by = makeKeys(algorithm)
    const offered = built(by, ['--verification-key-id', 'mine'])
    const verification = verificationBy(by, { keyId: 'mine' })
    expect(await refusalOf(offered, verification)).toBeNull()
    expect(readBundle(offered)).toMatchObject({ revision: 'r1', sequence: 7 })
    expect([...offered.keys()].sort()).toEqual([
      '.manifest',
      '.signatures.json',
      'data.json',
      'policy.wasm',
      'src/main.rego',
    ])
    for (const name of ['.manifest', 'data.json', 'policy.wasm', 'src/main.rego']) {
      const content = offered.get(name)!
      // One more member in what is JSON, and one more line in what isn't.
      const text = content.toString('latin1')
      const changed = /\}\s*$/.test(text) ? text.replace(/\}\s*$/, ',"x":1}') : `${text}\n`
      expect(await refusalOf(new Map(offered).set(name, Buffer.from(changed, 'latin1')), verification)).toBe(
        `"${name}" is not what was signed.`,
      )
      const missing = new Map(offered)
      missing.delete(name)
      expect(await refusalOf(missing, verification)).toBe(`"${name}" was signed, and is missing.`)
    }
    expect(await refusalOf(new Map(offered).set('data.yaml', Buffer.from('a: 1')), verification)).toBe(
      '"data.yaml" is not covered by its signature.',
    )
    expect(await refusalOf(offered, verificationBy(makeKeys(algorithm)))).toBe(
      'it was signed by another key than that of policy.verification, or its signature was changed.',
    )
  },
)

needingOpa()('its claims count: a scope, and an end that OPA itself passes over', async () => {
  const folder = folderOf({ 'claims.json': JSON.stringify({ scope: 'write', exp: NOW / 1000, keyid: 'mine' }) })
  const offered = built(keys, ['--claims-file', join(folder, 'claims.json')])
  const verification = verificationBy(keys, { scope: 'write', at: NOW - 1 })
  expect(await refusalOf(offered, verification)).toBeNull()
  expect(await refusalOf(offered, { ...verification, at: NOW })).toBe(
    'its signature expired at 2040-01-02T12:00:00.000Z.',
  )
  expect(await refusalOf(offered, { ...verification, scope: 'read' })).toBe(
    'its signature is for the scope "write", and policy.verification wants "read".',
  )
})

needingOpa()('a folder that `opa sign` signed holds', async () => {
  const folder = folderOf({ ...sources, 'rules/git/a.rego': 'package sallyport.rules\n' })
  const aside = folderOf({ key: keys.signing })
  runOpa(folder, 'sign', '--bundle', '.', '--signing-alg', 'ES256', '--signing-key', join(aside, 'key'))
  const names = [...Object.keys(sources), 'rules/git/a.rego', '.signatures.json']
  const offered = new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
  expect(await refusalOf(offered, verificationBy(keys))).toBeNull()
  expect(
    await refusalOf(new Map(offered).set('rules/git/a.rego', Buffer.from('package other\n')), verificationBy(keys)),
  ).toBe('"rules/git/a.rego" is not what was signed.')
})
