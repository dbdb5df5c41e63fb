import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findOpa } from '../../scripts/ensure-opa.ts'

const opa = await findOpa()

/** `test` where OPA is at hand, or else a test that is skipped, and says so by name. */
export function needingOpa(): typeof test | typeof test.skip {
  if (opa !== null) return test
  process.stderr.write(`Skipped for want of opa: a test of ${expect.getState().testPath ?? 'this suite'}\n`)
  return test.skip
}

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A folder with these files, gone after this test file. */
export function folderOf(files: { readonly [name: string]: string | Buffer }): string {
  const folder = mkdtempSync(join(tmpdir(), 'opa-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** Runs OPA in a folder. Throws where it fails, with what it said. */
export function runOpa(cwd: string, ...args: string[]): string {
  return execFileSync(opa!, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
