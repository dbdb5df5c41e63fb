import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** The one version that policies are checked, tested and built with: another may compile the same source otherwise. */
export const OPA_VERSION = '1.21.3'

const TOOLS = join(import.meta.dirname, '../../../.tools')
const SUFFIX = process.platform === 'win32' ? '.exe' : ''
const CACHED = join(TOOLS, `opa-${OPA_VERSION}${SUFFIX}`)
const RELEASES = 'https://github.com/open-policy-agent/opa/releases/download'

const run = promisify(execFile)

/** Path of an OPA of {@link OPA_VERSION} that is on PATH or in `.tools`, or null. */
export async function findOpa(): Promise<string | null> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const candidate of [...folders.map((folder) => join(folder, `opa${SUFFIX}`)), CACHED]) {
    if (isExecutable(candidate) && (await versionOf(candidate)) === OPA_VERSION) return candidate
  }
  return null
}

/**
 * Path of an OPA of {@link OPA_VERSION}: found, or else downloaded from its official release, or else built by Go into
 * `.tools`. Throws an Error that says why each of them failed.
 */
export async function ensureOpa(): Promise<string> {
  const found = await findOpa()
  if (found !== null) return found
  mkdirSync(TOOLS, { recursive: true })
  const failures = []
  for (const [way, get] of [
    ['download', download],
    ['go install', goInstall],
  ] as const) {
    const folder = mkdtempSync(join(TOOLS, 'opa-'))
    try {
      const binary = await get(folder)
      if ((await versionOf(binary)) !== OPA_VERSION) throw new Error('what came is another version, or does not run')
      renameSync(binary, CACHED)
      return CACHED
    } catch (thrown) {
      failures.push(`  ${way}: ${reasonOf(thrown)}`)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  throw new Error(
    `OPA ${OPA_VERSION} is neither on PATH nor in .tools, and could not be fetched:\n${failures.join('\n')}\n` +
      `Put opa ${OPA_VERSION} on PATH, or install Go.`,
  )
}

/** The release's digest comes from where the binary does: it catches a broken download, and trusts the release page. */
async function download(folder: string): Promise<string> {
  const url = `${RELEASES}/v${OPA_VERSION}/${assetOf(process.platform, process.arch)}`
  const expected = (await get(`${url}.sha256`)).toString('utf8').trim().split(/\s/)[0]
  const bytes = await get(url)
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (actual !== expected) throw new Error(`${url} has the sha256 ${actual}, and its release says ${expected}`)
  const binary = join(folder, `opa${SUFFIX}`)
  writeFileSync(binary, bytes)
  chmodSync(binary, 0o755)
  return binary
}

/** Name of a release's binary, statically linked where there is one. Source: OPA's release page. */
export function assetOf(platform: NodeJS.Platform, arch: string): string {
  const machine = arch === 'x64' ? 'amd64' : arch
  if (platform === 'win32') return `opa_windows_${machine}.exe`
  return platform === 'darwin' && machine === 'amd64' ? 'opa_darwin_amd64' : `opa_${platform}_${machine}_static`
}

/** Go's checksum database vouches for the source. */
async function goInstall(folder: string): Promise<string> {
  await run('go', ['install', `github.com/open-policy-agent/opa@v${OPA_VERSION}`], {
    env: { ...process.env, CGO_ENABLED: '0', GOBIN: folder },
  })
  return join(folder, `opa${SUFFIX}`)
}

async function get(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(300_000) })
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

async function versionOf(opa: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(opa, ['version'])
    return /^Version: (\S+)$/m.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : thrown.message.trim()
}
