import { call } from './calling.ts'

test('a random one tells its version and variant, in every form', () => {
  const expected = { version: 4, variant: 'RFC4122' }
  const id = '00000000-0000-4000-8000-000000000000'
  for (const text of [id, `urn:uuid:${id}`, `{${id}}`, `(${id})`, id.replaceAll('-', '')]) {
    expect(call('uuid.parse', text)).toEqual(expected)
  }
})

test('versions 1 and 2 tell when and where', () => {
  expect(call('uuid.parse', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toEqual({
    version: 1,
    variant: 'RFC4122',
    time: 886630433151182400n,
    nodeid: '00-c0-4f-d4-30-c8',
    macvariables: 'global:unicast',
    clocksequence: 180,
  })
  expect(call('uuid.parse', '000003e8-48b9-21ee-b200-325096b39f47')).toEqual({
    version: 2,
    variant: 'RFC4122',
    time: 1693566990121469600n,
    nodeid: '32-50-96-b3-9f-47',
    macvariables: 'local:unicast',
    clocksequence: 12800,
    id: 1000,
    domain: 'Person',
  })
})

test('variants are told by their first bits', () => {
  const variant = (digit: string) => call('uuid.parse', `00000000-0000-4000-${digit}000-000000000000`)
  expect(['0', 'c', 'e'].map(variant)).toEqual([
    { version: 4, variant: 'Reserved' },
    { version: 4, variant: 'Microsoft' },
    { version: 4, variant: 'Future' },
  ])
})

test('other texts have no answer', () => {
  for (const text of ['', 'x', `urn:uuix:${'0'.repeat(36)}`, '0'.repeat(31), `0000000g${'0'.repeat(24)}`]) {
    expect(call('uuid.parse', text)).toBeUndefined()
  }
})
