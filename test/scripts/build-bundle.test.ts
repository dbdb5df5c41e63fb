import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { differences, readSources } from '../../scripts/build-bundle.ts'
import { OPA_VERSION } from '../../scripts/ensure-opa.ts'
import { type Bundle, readBundle } from '../../src/policy/bundle.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'build-bundle-'))

afterAll(() => rmSync(folder, { recursive: true }))

const bundle: Bundle = {
  revision: 'r1',
  sequence: null,
  wasm: Buffer.from('wasm'),
  data: Buffer.from('{"settings":{}}'),
  entrypoints: new Map(),
}
const sources = { opa: OPA_VERSION, revision: 'r1', files: { 'policies/a.rego': 'aa', 'policies/b.rego': 'bb' } }

test('sources are what a bundle is made from, tests aside', () => {
  mkdirSync(join(folder, 'policies/lib'), { recursive: true })
  writeFileSync(join(folder, 'policies/main.rego'), 'package sallyport\n')
  writeFileSync(join(folder, 'policies/main_test.rego'), 'package sallyport_test\n')
  writeFileSync(join(folder, 'policies/lib/data.json'), '{}')
  const before = readSources(folder)
  expect(before).toEqual({
    opa: OPA_VERSION,
    revision: expect.stringMatching(/^[0-9a-f]{16}$/),
    files: {
      'policies/lib/data.json': '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      'policies/main.rego': '770bf7e7c96b4212c08747feb185712663a86518d788bc0c00cdbe9c804c2452',
    },
  })
  expect(readSources(folder)).toEqual(before)
  writeFileSync(join(folder, 'policies/lib/data.json'), '{"a":1}')
  expect(readSources(folder).revision).not.toBe(before.revision)
})

test('a bundle that is what its sources make has no differences', () => {
  expect(differences(sources, { sources, bundle }, { ...bundle, wasm: Buffer.from('wasm') })).toEqual([])
})

test('each difference is named', () => {
  const committed = {
    sources: { opa: '1.0.0', revision: 'r0', files: { 'policies/a.rego': 'a0', 'policies/c.rego': 'cc' } },
    bundle: { ...bundle, revision: 'r0' },
  }
  const rebuilt = { ...bundle, wasm: Buffer.from('other'), data: Buffer.from('{"settings":{"a":1}}') }
  expect(differences(sources, committed, rebuilt)).toEqual([
    'policies/a.rego is not what the bundle was built from.',
    'policies/b.rego is not what the bundle was built from.',
    'policies/c.rego is not what the bundle was built from.',
    `The bundle was built by OPA 1.0.0, not ${OPA_VERSION}.`,
    'The bundle has the revision r0, and its sources r1.',
    'The bundle holds another policy.wasm than OPA builds from its sources.',
    'The bundle holds another data.json than its sources do.',
  ])
})

test('the committed bundle was built from the committed policies', () => {
  const committed = {
    sources: JSON.parse(readFileSync(join(REPOSITORY, 'bundles/default.sources.json'), 'utf8')),
    bundle: readBundle(readFileSync(join(REPOSITORY, 'bundles/default.tar.gz'))),
  }
  expect(differences(readSources(REPOSITORY), committed, null)).toEqual([])
})
