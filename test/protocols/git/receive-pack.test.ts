import { packet } from '../../../src/protocols/git/pkt-line.ts'
import { actionOf, readPush } from '../../../src/protocols/git/receive-pack.ts'

const A = '1'.repeat(40)
const B = '2'.repeat(40)
const open = { ended: false, cut: false }
const flush = Buffer.from('0000')

test('a push is read as soon as its commands are there, and not before', () => {
  const bytes = Buffer.concat([packet(`${A} ${B} refs/heads/main\0 report-status quiet\n`), flush])
  for (let size = 0; size < bytes.length; size++) expect(readPush(bytes.subarray(0, size), open)).toBeUndefined()
  expect(readPush(bytes, open)).toEqual({
    commands: [{ old: A, new: B, ref: 'refs/heads/main' }],
    capabilities: new Set(['report-status', 'quiet']),
    options: [],
    end: bytes.length,
  })
})

test('where options are announced they are waited for', () => {
  const commands = Buffer.concat([packet(`${A} ${B} refs/heads/main\0push-options`), flush])
  expect(readPush(commands, open)).toBeUndefined()
  expect(readPush(Buffer.concat([commands, packet('a=b\n')]), open)).toBeUndefined()
  expect(readPush(Buffer.concat([commands, packet('a=b\n'), flush]), open)).toMatchObject({ options: ['a=b'] })
})

test('a lone flush is a probe once nothing can follow it', () => {
  expect(readPush(flush, open)).toBeUndefined()
  expect(readPush(flush, { ended: true, cut: false })).toBe('probe')
})

test('a ref with a line break in it is refused, wherever the line break is', () => {
  for (const line of [`${A} ${B} refs/heads/main\n\0report-status`, `${A} ${B} refs/heads/ma\nin\0report-status`]) {
    expect(() => readPush(Buffer.concat([packet(line), flush]), open)).toThrow(
      expect.objectContaining({ message: 'A command of the push names a ref that is none.' }),
    )
  }
})

test.each([
  ['0'.repeat(40), B, 'create'],
  [A, B, 'update'],
  [A, '0'.repeat(40), 'delete'],
  ['0'.repeat(64), 'a'.repeat(64), 'create'],
])('%s to %s is to %s', (old, next, action) => {
  expect(actionOf({ old, new: next, ref: 'refs/heads/main' })).toBe(action)
})
