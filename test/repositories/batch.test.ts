import { createBatchParser } from '../../src/repositories/batch.ts'

/** What a parser tells of this output, cut into chunks of so many bytes. */
function told(output: string, size: number, wanted: (type: string) => boolean = () => true): string[] {
  const events: string[] = []
  let bytes = ''
  const parse = createBatchParser({
    object(oid, type, length) {
      events.push(`${oid} ${type} ${length}`)
      return wanted(type)
    },
    bytes(piece, last) {
      bytes += piece.toString('latin1')
      if (!last) return
      events.push(bytes)
      bytes = ''
    },
  })
  const whole = Buffer.from(output, 'latin1')
  for (let at = 0; at < whole.length; at += size) parse(whole.subarray(at, at + size))
  return events
}

const OUTPUT = 'a1 blob 5\nhello\nb2 tree 0\n\nc3 missing\nd4 blob 4\n\n\n1 \n'

test.each([1, 2, 3, 7, 1000])('objects come whole, in chunks of %d bytes', (size) => {
  expect(told(OUTPUT, size)).toEqual(['a1 blob 5', 'hello', 'b2 tree 0', '', 'd4 blob 4', '\n\n1 '])
})

test('what isn’t wanted is passed over', () => {
  expect(told(OUTPUT, 4, (type) => type === 'tree')).toEqual(['a1 blob 5', 'b2 tree 0', '', 'd4 blob 4'])
})
