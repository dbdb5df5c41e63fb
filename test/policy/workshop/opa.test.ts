import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { assetOf, ensureOpa, findOpa, OPA_VERSION } from '../../../src/policy/workshop/opa.ts'

const PATH = process.env.PATH ?? ''
const folder = mkdtempSync(join(tmpdir(), 'ensure-opa-'))

afterAll(() => {
  process.env.PATH = PATH
  rmSync(folder, { recursive: true })
})

/** A folder with a program named opa that answers as that version would. */
function pretend(version: string): string {
  const place = join(folder, version)
  mkdirSync(place)
  writeFileSync(join(place, 'opa'), `#!/bin/sh\n[ "$1" = version ] && echo "Version: ${version}"\n`)
  chmodSync(join(place, 'opa'), 0o755)
  return place
}

test('the first OPA on PATH of the right version is taken', async () => {
  const [other, right] = [pretend(`${OPA_VERSION}0`), pretend(OPA_VERSION)]
  process.env.PATH = [join(folder, 'absent'), other, right, PATH].join(delimiter)
  expect(await findOpa()).toBe(join(right, 'opa'))
  expect(await ensureOpa()).toBe(join(right, 'opa'))
})

test.each([
  ['linux', 'x64', 'opa_linux_amd64_static'],
  ['linux', 'arm64', 'opa_linux_arm64_static'],
  ['darwin', 'x64', 'opa_darwin_amd64'],
  ['darwin', 'arm64', 'opa_darwin_arm64_static'],
  ['win32', 'x64', 'opa_windows_amd64.exe'],
] as const)('the release for %s on %s', (platform, arch, asset) => {
  expect(assetOf(platform, arch)).toBe(asset)
})
