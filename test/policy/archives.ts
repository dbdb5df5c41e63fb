import { gzipSync } from 'node:zlib'

/** One file of a tar archive; what is left out is what OPA writes. */
export interface Entry {
  readonly name: string
  readonly content?: string | Buffer
  readonly type?: string
  readonly prefix?: string
  readonly size?: string
  readonly checksum?: string
}

export function tar(entries: readonly Entry[], end = Buffer.alloc(1024)): Buffer {
  return Buffer.concat([...entries.map(file), end])
}

export function tarGz(files: { readonly [name: string]: string | Buffer }): Buffer {
  return gzipSync(tar(Object.entries(files).map(([name, content]) => ({ name, content }))))
}

function file({ name, content = '', type = '0', prefix = '', size, checksum }: Entry): Buffer {
  const body = Buffer.from(content)
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000600\0', 100)
  header.write(size ?? `${body.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write(' '.repeat(8), 148)
  header.write(type, 156)
  header.write('ustar\u000000', 257)
  header.write(prefix, 345)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(checksum ?? `${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)])
}
