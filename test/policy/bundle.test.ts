import { gzipSync } from 'node:zlib'
import { readBundle, unpack } from '../../src/policy/bundle.ts'
import { tarGz } from './archives.ts'

const wasm = Buffer.from([0, 0x61, 0x73, 0x6d])

function manifest(more: object = {}): string {
  return JSON.stringify({
    revision: 'r1',
    wasm: [
      { entrypoint: 'sallyport/protocols/git/decision', module: '/policy.wasm' },
      { entrypoint: 'sallyport/decision', module: '/policy.wasm' },
    ],
    ...more,
  })
}

const entrypoints = new Map([
  ['sallyport/protocols/git/decision', '/policy.wasm'],
  ['sallyport/decision', '/policy.wasm'],
])

test('a bundle is its revision, its place, its module, its data as it is written, and its entry points', () => {
  const archive = tarGz({
    '/data.json': '{ "settings": {"a":1.0} }',
    '/policies/main.rego': 'package sallyport',
    '/policy.wasm': wasm,
    '/.manifest': manifest({ metadata: { sequence: 7, built: 'today' } }),
  })
  const bundle = { revision: 'r1', sequence: 7, wasm, data: Buffer.from('{ "settings": {"a":1.0} }'), entrypoints }
  expect(readBundle(archive)).toEqual(bundle)
  expect(readBundle(unpack(archive))).toEqual(bundle)
})

test('a bundle may have no data and no place, whatever its signature', () => {
  const archive = tarGz({ '.manifest': manifest(), 'policy.wasm': wasm, '.signatures.json': 'odd' })
  expect(readBundle(archive)).toMatchObject({ data: Buffer.from('{}'), sequence: null })
})

test.each([0, 2 ** 53 - 1, null])('a place may be %p', (sequence) => {
  const archive = tarGz({ '.manifest': manifest({ metadata: { sequence } }), 'policy.wasm': wasm })
  expect(readBundle(archive).sequence).toBe(sequence)
})

const whole = { '/.manifest': manifest(), '/policy.wasm': wasm }
const place = "The manifest's metadata.sequence is no whole number from 0 to 2^53 - 1."

test.each([
  ['no archive', Buffer.from('text'), 'incorrect header check'],
  ['no manifest', tarGz({ '/policy.wasm': wasm }), 'It has no .manifest.'],
  ['a manifest that is no object', tarGz({ '/.manifest': '[]' }), '.manifest holds no object.'],
  ['no revision', tarGz({ '/.manifest': manifest({ revision: '' }) }), 'It has no revision.'],
  ['no modules', tarGz({ '/.manifest': manifest({ wasm: null }) }), 'It has no module for sallyport/decision.'],
  [
    'other modules only',
    tarGz({ '/.manifest': manifest({ wasm: [{ entrypoint: 'a', module: '/a' }] }) }),
    'It has no module for sallyport/decision.',
  ],
  [
    'masks for the log that nobody can ask for',
    tarGz({ ...whole, '/log/mask.rego': '# METADATA\npackage system.log\n\nmask contains "/input/a"\n' }),
    'It defines system.log, and has no entry point for it: what is logged would not be masked.',
  ],
  [
    'a list of modules that is none',
    tarGz({ '/.manifest': manifest({ wasm: [null] }) }),
    "The manifest's list of modules can't be read.",
  ],
  [
    'two modules',
    tarGz({
      ...whole,
      '/.manifest': manifest({
        wasm: [
          { entrypoint: 'sallyport/decision', module: '/policy.wasm' },
          { entrypoint: 'other/decision', module: '/other.wasm' },
        ],
      }),
    }),
    'It has two modules, "/policy.wasm" and "/other.wasm"; one must hold all of it.',
  ],
  ['a place below none', tarGz({ '/.manifest': manifest({ metadata: { sequence: -1 } }) }), place],
  ['a place in between', tarGz({ '/.manifest': manifest({ metadata: { sequence: 1.5 } }) }), place],
  ['a place that is too far', tarGz({ '/.manifest': manifest({ metadata: { sequence: 2 ** 53 } }) }), place],
  ['a place that is text', tarGz({ '/.manifest': manifest({ metadata: { sequence: '7' } }) }), place],
  [
    'metadata that are none',
    tarGz({ '/.manifest': manifest({ metadata: [] }) }),
    "The manifest's metadata is no object.",
  ],
  [
    'a patch',
    tarGz({ '/patch.json': '{"data":[]}' }),
    'It is a delta bundle ("patch.json"), which changes another; only whole bundles are taken.',
  ],
  [
    'data in a folder',
    tarGz({ ...whole, '/a/data.json': '{}' }),
    '"a/data.json" holds data beside data.json; opa build joins them.',
  ],
  [
    'data in YAML',
    tarGz({ ...whole, '/data.yml': 'a: 1' }),
    '"data.yml" holds data beside data.json; opa build joins them.',
  ],
  ['a second manifest', tarGz({ ...whole, '/.manifest.pb': '' }), '".manifest.pb" is a second manifest.'],
  [
    'text that is no UTF-8',
    tarGz({ ...whole, '/data.json': Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) }),
    'The encoded data was not valid for encoding utf-8',
  ],
  [
    'a module that is absent',
    tarGz({ '/.manifest': manifest() }),
    '"/policy.wasm" is named in .manifest, and is not there.',
  ],
  [
    'data that is no object',
    tarGz({ '/.manifest': manifest(), '/policy.wasm': wasm, '/data.json': '[]' }),
    'data.json holds no object.',
  ],
])('%s is refused', (_what, archive, why) => {
  expect(() => readBundle(archive)).toThrow(
    expect.objectContaining({
      code: 'ERR_POLICY_BUNDLE',
      message: `The policy bundle can't be read: ${why}`,
      fix: 'Build it with: sallyport policy build',
    }),
  )
})

test('a delta bundle is told for what it is before anything else about it', () => {
  expect(() => unpack(tarGz({ '/.manifest': '{', '/a/patch.json': '{"data":[]}' }))).toThrow(
    expect.objectContaining({
      code: 'ERR_POLICY_BUNDLE',
      message: `The policy bundle can't be read: It is a delta bundle ("a/patch.json"), which changes another; only whole bundles are taken.`,
    }),
  )
})

test('an archive that inflates too far is refused', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2 + 1))
  expect(() => readBundle(bomb)).toThrow(
    expect.objectContaining({
      code: 'ERR_POLICY_BUNDLE',
      cause: expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
    }),
  )
})
