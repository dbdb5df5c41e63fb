import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Knowledge } from '../../src/config/rules.ts'

/** The smallest file that is valid. */
export const SMALLEST = `listen:
  agents: { address: 127.0.0.1:7070 }
  people: { address: 127.0.0.1:7071 }
  status: { address: 127.0.0.1:7072 }
policy: { bundle: bundles/default.tar.gz }
issuers: []
agents: []
connections: []
`

/** Two protocols, one of which signs, two presets, and one issuer that others share. */
export const knowledge: Knowledge = {
  protocols: ['http', 'git'],
  signing: ['http'],
  reserved: ['net'],
  presets: [
    { name: 'shared-ci', issuer: 'https://shared.test' },
    { name: 'own-ci', issuer: null },
  ],
  missingOwner: (issuer, _preset, claims) =>
    issuer === 'https://shared.test' && !('owner' in claims) ? ['owner', 'owner_id'] : null,
}

/** A folder for this test file, gone after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'config-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Writes a configuration file and answers its path. */
export function write(folder: string, text: string, name = 'sallyport.yaml'): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
