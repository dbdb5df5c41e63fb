const BLOCK = 512

/**
 * The regular files of a tar archive, by name without its first `/` or `./`. Stricter than tar: throws an Error for any
 * other kind of entry but a folder, for a name that is empty, repeated or leads elsewhere, for a checksum that is wrong,
 * and for anything after the end. Source: POSIX.1-1988, "ustar interchange format".
 */
export function readTar(archive: Buffer): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>()
  let at = 0
  while (at < archive.length) {
    const header = archive.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) break
    if (header.length < BLOCK) throw new Error('The archive is cut short.')
    checkSum(header)
    const size = octal(header, 124, 12)
    const start = at + BLOCK
    at = start + Math.ceil(size / BLOCK) * BLOCK
    const type = header.toString('latin1', 156, 157)
    // What `tar` writes for each folder says nothing about the files in it.
    if (type === '5' && size === 0) continue
    const name = nameOf(header)
    if (type !== '0' && type !== '\0') throw new Error(`"${name}" is not a regular file.`)
    if (files.has(name)) throw new Error(`"${name}" is there twice.`)
    if (start + size > archive.length) throw new Error(`"${name}" is cut short.`)
    files.set(name, archive.subarray(start, start + size))
  }
  if (archive.subarray(at).some((byte) => byte !== 0)) throw new Error('Something comes after the end of the archive.')
  return files
}

/** An archive that {@link readTar} reads back. The same files make the same bytes. Throws an Error for a long name. */
export function writeTar(files: ReadonlyMap<string, Buffer>): Buffer {
  const entries = [...files].flatMap(([name, content]) => [
    headerOf(name, content.length),
    content,
    Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK),
  ])
  return Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)])
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  const [prefix, rest] = split(Buffer.from(name))
  rest.copy(header)
  prefix.copy(header, 345)
  header.write('0000600', 100)
  header.write(size.toString(8).padStart(11, '0'), 124)
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\u000000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** A name in the two fields that there are for it: 155 bytes, a slash, and 100 bytes. */
function split(name: Buffer): readonly [prefix: Buffer, rest: Buffer] {
  if (name.length <= 100) return [Buffer.alloc(0), name]
  const slash = name.indexOf('/', name.length - 101)
  if (slash < 0 || slash > 155) throw new Error(`"${name}" is too long a name for a file in a bundle.`)
  return [name.subarray(0, slash), name.subarray(slash + 1)]
}

function checkSum(header: Buffer): void {
  let sum = 0
  // The field counts as eight spaces in its own sum.
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte
  if (octal(header, 148, 8) !== sum) throw new Error('A header of the archive is damaged.')
}

function nameOf(header: Buffer): string {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header, 345, 155) : ''
  const written = prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`
  const name = written.replace(/^\.?\//, '')
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new Error(`"${written}" is no name for a file in a bundle.`)
  }
  return name
}

function text(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end === -1 ? length : end)
}

function octal(header: Buffer, start: number, length: number): number {
  const digits = text(header, start, length).trim()
  if (!/^[0-7]+$/.test(digits)) throw new Error('A number in the archive is not octal.')
  return Number.parseInt(digits, 8)
}
