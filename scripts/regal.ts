import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The version that the policies are linted with: another knows other rules. */
export const REGAL_VERSION = '0.39.0'

const TOOLS = join(import.meta.dirname, '../.tools')
const CACHED = join(TOOLS, `regal-${REGAL_VERSION}`)
const MODULE = 'github.com/open-policy-agent/regal'

/** Path of a Regal: on PATH, or built by Go into `.tools`, whose checksum database vouches for the source. Throws where neither is. */
export function ensureRegal(): string {
  if (spawnSync('regal', ['version'], { stdio: 'ignore' }).status === 0) return 'regal'
  if (existsSync(CACHED)) return CACHED
  mkdirSync(TOOLS, { recursive: true })
  const folder = mkdtempSync(join(TOOLS, 'regal-'))
  try {
    // A module of its own: `go install` asks for a list of versions that not every proxy has.
    writeFileSync(join(folder, 'go.mod'), `module tools\n\ngo 1.25\n\nrequire ${MODULE} v${REGAL_VERSION}\n`)
    writeFileSync(join(folder, 'tools.go'), `//go:build tools\n\npackage tools\n\nimport _ "${MODULE}"\n`)
    const go = (...args: string[]) =>
      execFileSync('go', args, {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, CGO_ENABLED: '0' },
      })
    go('mod', 'tidy')
    go('build', '-o', join(folder, 'regal'), MODULE)
    renameSync(join(folder, 'regal'), CACHED)
    return CACHED
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const { status } = spawnSync(ensureRegal(), ['lint', 'policies'], { stdio: 'inherit' })
  process.exitCode = status ?? 1
}
