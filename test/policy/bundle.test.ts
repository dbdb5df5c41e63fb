import { gzipSync } from 'node:zlib'
import { readBundle } from '../../src/policy/bundle.ts'
import { tarGz } from './archives.ts'

const wasm = Buffer.from([0, 0x61, 0x73, 0x6d])

function manifest(more: object = {}): string {
  return JSON.stringify({
    revision: 'r1',
    wasm: [
      { entrypoint: 'other/decision', module: '/other.wasm' },
      { entrypoint: 'sallyport/decision', module: '/policy.wasm' },
    ],
    ...more,
  })
}

test('a bundle is its revision, its module and its data', () => {
  const archive = tarGz({
    '/data.json': '{"settings":{"a":1}}',
    '/policies/main.rego': 'package sallyport',
    '/other.wasm': 'other',
    '/policy.wasm': wasm,
    '/.manifest': manifest(),
  })
  expect(readBundle(archive)).toEqual({ revision: 'r1', wasm, data: { settings: { a: 1 } } })
})

test('a bundle may hold no data', () => {
  expect(readBundle(tarGz({ '.manifest': manifest(), 'policy.wasm': wasm })).data).toEqual({})
})

test.each([
  ['no archive', Buffer.from('text'), 'incorrect header check'],
  ['no manifest', tarGz({ '/policy.wasm': wasm }), 'It has no .manifest.'],
  ['a manifest that is no object', tarGz({ '/.manifest': '[]' }), '.manifest holds no object.'],
  ['no revision', tarGz({ '/.manifest': manifest({ revision: '' }) }), 'It has no revision.'],
  ['no modules', tarGz({ '/.manifest': manifest({ wasm: null }) }), 'It has no module for sallyport/decision.'],
  [
    'other modules only',
    tarGz({ '/.manifest': manifest({ wasm: [null, { entrypoint: 'a', module: '/a' }] }) }),
    'It has no module for sallyport/decision.',
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
      code: 'ERR_POLICY_MISSING',
      message: `The policy bundle can't be read: ${why}`,
      fix: 'Build it with: opa build -b policies -t wasm -e sallyport/decision -r <revision>',
    }),
  )
})

test('an archive that inflates too far is refused', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 ** 2 + 1))
  expect(() => readBundle(bomb)).toThrow(
    expect.objectContaining({
      code: 'ERR_POLICY_MISSING',
      cause: expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
    }),
  )
})
