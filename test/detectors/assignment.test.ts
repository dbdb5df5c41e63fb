import { readAssignment } from '../../src/detectors/assignment.ts'
import { createPlace } from '../../src/detectors/place.ts'

/** The name and the value that are read at `KEY`; undefined where there is no value. */
function read(text: string): { name: string; value: string; quoting: string } | undefined {
  const bytes = Buffer.from(text)
  const at = text.toLowerCase().indexOf('key')
  const place = createPlace()
  if (!readAssignment(bytes, at, at + 3, place)) return undefined
  const { nameStart, nameEnd, start, end, quoting } = place.assignment
  return { name: text.slice(nameStart, nameEnd), value: text.slice(start, end), quoting }
}

test.each([
  ['KEY=v1', 'KEY', 'v1', 'bare'],
  ['export MY_KEY_2="v1"', 'MY_KEY_2', 'v1', 'quoted'],
  ['const myKey: string = `v1`', 'myKey', 'v1', 'quoted'],
  ['KEY: &str = "v1";', 'KEY', 'v1', 'quoted'],
  ['"key" : "v1",', 'key', 'v1', 'quoted'],
  ['\\"key\\":\\"v1\\"', 'key', 'v1', 'quoted'],
  ["'key' => 'v1'", 'key', 'v1', 'quoted'],
  ['key := "v1"', 'key', 'v1', 'quoted'],
  ['key <- "v1"', 'key', 'v1', 'quoted'],
  ['key ?= v1', 'key', 'v1', 'bare'],
  ['if key == "v1"', 'key', 'v1', 'quoted'],
  ['if key != "v1"', 'key', 'v1', 'quoted'],
  ['char key[] = "v1"', 'key', 'v1', 'quoted'],
  ['environ["KEY"] = "v1"', 'KEY', 'v1', 'quoted'],
  ['process.env.KEY || "v1"', 'process.env.KEY', 'v1', 'quoted'],
  ['process.env.KEY ??\n  "v1"', 'process.env.KEY', 'v1', 'quoted'],
  ['getenv("KEY") ?: "v1"', 'KEY', 'v1', 'quoted'],
  ["define('KEY', 'v1')", 'KEY', 'v1', 'quoted'],
  ['setKey("v1")', 'setKey', 'v1', 'quoted'],
  ['string Key { get; set; } = "v1"', 'Key', 'v1', 'quoted'],
  ['key: v1 # mine', 'key', 'v1', 'bare'],
  ['key: >-\n  v1\n', 'key', 'v1', 'bare'],
  ['- name: KEY\n  value: "v1"', 'KEY', 'v1', 'quoted'],
  ['{"name":"KEY","value":"v1"}', 'KEY', 'v1', 'quoted'],
  ['<add key="ApiKey" value="v1" />', '', '', ''],
  ['<add name="ApiKey" value="v1" />', 'ApiKey', 'v1', 'quoted'],
  ['<apiKey>v1</apiKey>', 'apiKey', 'v1', 'bare'],
  ['<key>ApiKey</key>\n\t<string>v1</string>', '', '', ''],
  ['<string>A</string><key>TheKey</key><string>v1</string>', '', '', ''],
  ['ENV KEY v1', 'KEY', 'v1', 'bare'],
  ['tool --api-key v1 --all', '--api-key', 'v1', 'bare'],
  ['tool --api-key=v1 --all', '--api-key', 'v1', 'bare'],
  ['?key%3Dv1&b', 'key', 'v1', 'bare'],
  ['text\\nkey=v1\\n', 'key', 'v1', 'bare'],
])('%j', (text, name, value, quoting) => {
  if (name === '') expect(read(text)?.value).not.toBe('v1')
  else expect(read(text)).toEqual({ name, value, quoting })
})

test.each([
  'the key is here',
  'key',
  'key =',
  'key()',
  'key(v1)',
  'key::value',
  'key = value()',
  'key = ["v1"]',
  'key: "two words"',
  'key: "open',
  'a key v1 there',
  `key = ${'v'.repeat(301)}`,
])('no value: %j', (text) => {
  expect(read(text)).toBeUndefined()
})

test('a password on a line of its own is one of .netrc', () => {
  const bytes = Buffer.from('machine a\n  password v1\n')
  const place = createPlace()
  const at = bytes.indexOf('password')
  expect(readAssignment(bytes, at, at + 8, place)).toBe(true)
  expect(bytes.toString('latin1', place.assignment.start, place.assignment.end)).toBe('v1')
})

test('a name is read once, whichever of its keywords leads to it', () => {
  const bytes = Buffer.from('secret_access_key = "v1"')
  const place = createPlace()
  expect(readAssignment(bytes, 0, 6, place)).toBe(true)
  const looked = place.looked
  expect(readAssignment(bytes, 7, 17, place)).toBe(true)
  expect(place.looked - looked).toBe(4)
  expect(place.assignment).toMatchObject({ nameStart: 0, nameEnd: 17, start: 21, end: 23 })
})
