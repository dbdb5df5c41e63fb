import { createBuffer } from '../../src/decision-log/buffer.ts'
import { observed } from './observed.ts'

function filled(limit: number, ...lines: string[]) {
  const { told, observer } = observed()
  const buffer = createBuffer(limit, observer)
  for (const line of lines) buffer.add(line)
  return { buffer, told }
}

test('what is taken is the oldest, as much as fits, and at least one', () => {
  const { buffer } = filled(100, 'aaaa', 'bb', 'cc')
  expect([buffer.bytes, buffer.size]).toEqual([8, 3])
  expect(buffer.take(6)).toEqual(['aaaa', 'bb'])
  expect([buffer.bytes, buffer.size]).toEqual([8, 1])
  buffer.release()
  expect([buffer.bytes, buffer.size]).toEqual([2, 1])
  expect(buffer.take(1)).toEqual(['cc'])
})

test('bytes are those of UTF-8', () => {
  expect(filled(100, 'żółw').buffer.bytes).toBe(7)
})

test('a newer one takes the place of the oldest', () => {
  const { buffer, told } = filled(6, 'aa', 'bb', 'cc', 'ddd')
  expect(buffer.take(6)).toEqual(['cc', 'ddd'])
  expect(told).toEqual(['buffer_full 2'])
})

test('what is on its way takes room, and is not given up', () => {
  const { buffer, told } = filled(6, 'aa', 'bb')
  expect(buffer.take(4)).toEqual(['aa', 'bb'])
  buffer.add('ccc')
  expect([buffer.bytes, buffer.size]).toEqual([4, 0])
  buffer.add('dd')
  buffer.add('ee')
  expect(told).toEqual(['buffer_full 1', 'buffer_full 1'])
  expect(buffer.take(2)).toEqual(['ee'])
})

test('what is put back is the oldest again', () => {
  const { buffer } = filled(6, 'aa', 'bb', 'cc')
  buffer.take(4)
  buffer.putBack(['bb'])
  expect([buffer.bytes, buffer.size]).toEqual([6, 2])
  buffer.release()
  expect(buffer.bytes).toBe(4)
  expect(buffer.take(6)).toEqual(['bb', 'cc'])
})

test('one that is longer than all that may wait is lost alone', () => {
  const { buffer, told } = filled(4, 'aa', 'bbbbb')
  expect(told).toEqual(['too_large 1'])
  expect(buffer.take(4)).toEqual(['aa'])
})
