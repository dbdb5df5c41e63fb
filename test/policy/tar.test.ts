import { readTar, writeTar } from '../../src/policy/tar.ts'
import { tar } from './archives.ts'

function read(archive: Buffer): { [name: string]: string } {
  return Object.fromEntries([...readTar(archive)].map(([name, content]) => [name, content.toString()]))
}

test('files come by name, without what leads to the root', () => {
  const block = 'x'.repeat(512)
  const archive = tar([
    { name: '/data.json', content: '{}' },
    { name: './a/b', content: block },
    { name: 'empty' },
    { name: 'name', prefix: 'long/prefix', content: 'c' },
    { name: 'old', type: '\0', content: 'd' },
  ])
  expect(read(archive)).toEqual({ 'data.json': '{}', 'a/b': block, empty: '', 'long/prefix/name': 'c', old: 'd' })
})

test('folders are passed over, for they say nothing about the files in them', () => {
  const folders = [
    { name: './', type: '5' },
    { name: './a/', type: '5' },
  ]
  expect(read(tar([...folders, { name: './a/b', content: 'c' }]))).toEqual({ 'a/b': 'c' })
})

test('what is written is read back, and the same files make the same bytes', () => {
  const files = new Map([
    ['.manifest', Buffer.from('{}')],
    ['a/é', Buffer.alloc(512, 'x')],
    ['empty', Buffer.alloc(0)],
  ])
  const archive = writeTar(files)
  expect(readTar(archive)).toEqual(files)
  expect(writeTar(new Map(files))).toEqual(archive)
})

test('a long name is written in two parts, and one without a place to part it is refused', () => {
  const fits = `${'a'.repeat(155)}/${'b'.repeat(100)}`
  const files = new Map([
    [fits, Buffer.from('1')],
    [`${'é/'.repeat(40)}c`, Buffer.from('2')],
  ])
  expect(readTar(writeTar(files))).toEqual(files)
  for (const long of ['x'.repeat(101), `a${fits}`, `${fits}b`]) {
    expect(() => writeTar(new Map([[long, Buffer.alloc(0)]]))).toThrow(
      new Error(`"${long}" is too long a name for a file in a bundle.`),
    )
  }
})

test('an archive may end without empty blocks', () => {
  expect(read(tar([{ name: 'a', content: 'b' }], Buffer.alloc(0)))).toEqual({ a: 'b' })
})

test.each([
  ['a symbolic link', [{ name: 'a', type: '2' }], '"a" is not a regular file.'],
  ['a folder that holds something', [{ name: 'a', type: '5', content: 'b' }], '"a" is not a regular file.'],
  ['an extended header', [{ name: 'a', type: 'x' }], '"a" is not a regular file.'],
  ['a name twice', [{ name: 'a' }, { name: '/a' }], '"a" is there twice.'],
  ['a name that climbs', [{ name: 'a/../b' }], '"a/../b" is no name for a file in a bundle.'],
  ['an absolute name', [{ name: '//a' }], '"//a" is no name for a file in a bundle.'],
  ['a name with a dot for a part', [{ name: 'a/./b' }], '"a/./b" is no name for a file in a bundle.'],
  ['no name', [{ name: '/' }], '"/" is no name for a file in a bundle.'],
  ['a wrong checksum', [{ name: 'a', checksum: '000001\0 ' }], 'A header of the archive is damaged.'],
  ['a size that is no number', [{ name: 'a', size: '-1\0' }], 'A number in the archive is not octal.'],
  ['a size past the end', [{ name: 'a', size: '77777777777\0' }], '"a" is cut short.'],
])('%s is refused', (_what, entries, message) => {
  expect(() => readTar(tar(entries))).toThrow(new Error(message))
})

test('half a header is refused', () => {
  expect(() => readTar(tar([{ name: 'a' }], Buffer.from('b')))).toThrow(new Error('The archive is cut short.'))
})

test('what comes after the end is refused', () => {
  const late = Buffer.concat([Buffer.alloc(512), tar([{ name: 'b' }])])
  expect(() => readTar(tar([{ name: 'a' }], late))).toThrow(new Error('Something comes after the end of the archive.'))
})
