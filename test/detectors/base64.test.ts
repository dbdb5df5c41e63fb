import { coresOf, decodeRun, isFolded, runAround } from '../../src/detectors/base64.ts'
import { createPlace } from '../../src/detectors/place.ts'

test('the cores of a text are in every text that contains it', () => {
  const cores = coresOf('-----BEGIN ')
  expect(cores).toHaveLength(3)
  for (const [offset, core] of cores.entries()) {
    for (const before of ['', 'abc', '\xff\xff\xff']) {
      const around = Buffer.from(`${before}${'#'.repeat(offset)}-----BEGIN RSA`, 'latin1').toString('base64')
      expect(around).toContain(core)
    }
  }
})

test('three characters have a core in one place only, and fewer have none', () => {
  expect(coresOf('eyJ')).toEqual(['ZXlK'])
  expect(coresOf('ey')).toEqual([])
  expect(coresOf('')).toEqual([])
})

const around = (text: string, at: number) => runAround(Buffer.from(text), at, createPlace())

test('a run goes as far as base64 does, and fits from 24 to 4,096 characters', () => {
  expect(around(`key: ${'a'.repeat(24)}=\n`, 10)).toEqual({ start: 5, end: 29, fits: true })
  expect(around(`key: ${'a'.repeat(23)}=\n`, 10)).toEqual({ start: 5, end: 28, fits: false })
  expect(around('a'.repeat(4096), 7)).toEqual({ start: 0, end: 4096, fits: true })
  expect(around('a'.repeat(4097), 7)).toEqual({ start: 0, end: 4097, fits: false })
})

test('both alphabets are decoded', () => {
  expect(decodeRun(Buffer.from('"-_-_+/+/"'), 1, 9)).toEqual(Buffer.from('fbffbffbffbf', 'hex'))
})

test('a line goes on in the next where at least 40 characters at its end are base64', () => {
  const folded = (text: string, from = 0) => isFolded(Buffer.from(text), from, text.length)
  expect(folded(`key: ${'aB3+/_-9'.repeat(5)}`)).toBe(true)
  expect(folded('a'.repeat(39))).toBe(false)
  expect(folded(`${'a'.repeat(39)}.${'a'.repeat(39)}`)).toBe(false)
  expect([folded('a'.repeat(41), 1), folded('a'.repeat(41), 2)]).toEqual([true, false])
})
