import { linesOf } from '../../src/core/lines.ts'
import { collected } from '../support/collected.ts'

async function* cut(text: string, length: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length)
}

test('line feeds alone end lines, however the bytes come', async () => {
  const text = 'é\u2028 \u2029\r\u0085\n\nlast 😀'
  for (let length = 1; length < 30; length++) {
    expect(await collected(linesOf(cut(text, length)))).toEqual(['é\u2028 \u2029\r\u0085', '', 'last 😀'])
  }
  expect(await collected(linesOf(cut('a\n', 9)))).toEqual(['a'])
  expect(await collected(linesOf(cut('', 1)))).toEqual([])
})
