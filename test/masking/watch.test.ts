import { createWatch } from '../../src/masking/watch.ts'

const KEY = ['AKIA', 'Z7Q4M2XKWB', '5TNDHP'].join('')
const TOKEN = ['ghp', 'Zr8vQ1mK3xT7bN5cW9yL2pD4fG6hJ0sAeUiO'].join('_')
const URL = ['postgres://app:', 'q8Xw2Lm9Zk4', '@orders-1f2e.db.internal:5432/orders'].join('')
const watch = createWatch([
  { honeytoken: 'KEY', value: KEY },
  { honeytoken: 'TOKEN', value: TOKEN },
  { honeytoken: 'URL', value: URL },
])

function seenIn(text: Buffer | string, size = 1_000_000, units: 'bytes' | 'utf-16le' = 'bytes'): string[] {
  const seen: string[] = []
  const bytes = Buffer.from(text)
  const watcher = watch.watcher(units, (honeytoken) => seen.push(honeytoken))
  for (let at = 0; at < bytes.length; at += size) watcher.write(bytes.subarray(at, at + size))
  watcher.end()
  return seen
}

const base64 = (text: string) => Buffer.from(text).toString('base64')
const percent = (text: string) => [...text].map((it) => `%${it.charCodeAt(0).toString(16)}`).join('')
const unicode = (text: string) => [...text].map((it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

test.each([
  ['as it is', `key=${KEY}&x`],
  ['alone', KEY],
  ['within base64, in each of its three places', base64(`${KEY}:x`)],
  ['the second', base64(`a${KEY}:x`)],
  ['the third', base64(`ab${KEY}`)],
  ['URL-encoded', percent(KEY)],
  ['escaped in JSON', `{"a":"${unicode(KEY)}"}`],
  ['base64, URL-encoded', encodeURIComponent(base64(`user:${KEY}`))],
])('%s', (_, text) => {
  expect(seenIn(text)).toEqual(['KEY'])
  for (const size of [1, 7]) expect(seenIn(text, size)).toEqual(['KEY'])
})

test('in JSON, with slashes that are escaped', () => {
  expect(seenIn(JSON.stringify({ URL }).replaceAll('/', '\\/'))).toEqual(['URL'])
})

test('in UTF-16, declared or by its mark', () => {
  expect(seenIn(Buffer.from(`x ${TOKEN}`, 'utf16le'), 3, 'utf-16le')).toEqual(['TOKEN'])
  expect(seenIn(Buffer.from(`\ufeffx ${TOKEN}`, 'utf16le'), 3)).toEqual(['TOKEN'])
})

test('once, and which of them', () => {
  expect(seenIn(`${KEY} ${TOKEN}\n${base64(KEY)} %20 ${URL}`)).toEqual(['KEY', 'TOKEN', 'URL'])
})

test('nothing in what is only like one', () => {
  expect(seenIn(`${KEY.slice(0, -1)}A ${TOKEN.toUpperCase()} ${URL.slice(0, -1)}`)).toEqual([])
})

test('it is told before anything comes behind it', () => {
  const seen: string[] = []
  const watcher = watch.watcher('bytes', (honeytoken) => seen.push(honeytoken))
  watcher.write(Buffer.from(`x ${KEY}`))
  expect(seen).toEqual(['KEY'])
})

test('in bytes, though the text is said to be UTF-16, or has its mark', () => {
  expect(seenIn(`x ${TOKEN} y`, 3, 'utf-16le')).toEqual(['TOKEN'])
  expect(seenIn(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`x ${TOKEN}`)]))).toEqual(['TOKEN'])
})

test('it is told before anything comes behind it, whatever its end may be the beginning of', () => {
  const seen: string[] = []
  const ends = createWatch([
    { honeytoken: 'ONE', value: `${KEY}${TOKEN[0]}` },
    { honeytoken: 'OTHER', value: TOKEN },
  ])
  const watcher = ends.watcher('bytes', (honeytoken) => seen.push(honeytoken))
  watcher.write(Buffer.from(`x ${KEY}${TOKEN[0]}`))
  expect(seen).toEqual(['ONE'])
  watcher.end()
  expect(seen).toEqual(['ONE'])
})
