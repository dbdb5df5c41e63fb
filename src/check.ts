import type { ConfiguredPolicy, PlacedReference } from './config/config.ts'
import { type Loaded, loadConfig } from './config/load.ts'
import { inOrder, type Problem } from './config/problem.ts'
import { checkReferences } from './config/references.ts'
import type { GatewayError } from './core/errors.ts'
import type { Policy } from './core/policy.ts'
import { realTiming } from './core/timing.ts'
import { clientCertificateFault } from './credentials/client-certificate.ts'
import { readSecret } from './credentials/secrets/reference.ts'
import { NET } from './gateway/proxy/tunnel-to.ts'
import { missingOwner } from './identity/owners.ts'
import { presets } from './identity/presets/index.ts'
import { certificateFault } from './identity/saml/configured.ts'
import { createConfigured, loadConfigured } from './policy/configured.ts'
import { adapters } from './protocols/index.ts'

type Environment = NodeJS.ProcessEnv

/** Reads and checks a configuration file with what the rooms know: protocols, shared issuers. */
export function checkedConfig(path: string): Promise<Loaded> {
  const protocols = adapters.map(({ protocol }) => protocol)
  return loadConfig(path, { protocols, signing: ['http'], reserved: [NET], presets, missingOwner })
}

/** Everything that `serve` would trip over, without opening a port: the file, what it points to, the bundle. */
export async function checkEverything(path: string, environment: Environment): Promise<readonly Problem[]> {
  const loaded = await checkedConfig(path)
  const { problems, references, policy } = 'config' in loaded ? { problems: [], ...loaded.config } : loaded
  const missing = await checkReferences({ references }, environment)
  const unfit = await checkCertificates(references, missing)
  const ends = await checkClientCertificates(references, missing)
  const found = [...problems, ...missing, ...unfit, ...ends]
  const bundle = references.find(({ from }) => from === 'bundle' || from === 'service')
  if (policy !== null && bundle !== undefined && !found.some((problem) => problem.path.startsWith('policy.'))) {
    const { name: _name, from: _from, ...place } = bundle
    await configuredPolicy(policy, environment).catch((error: GatewayError) =>
      found.push({ ...place, message: `is no policy: ${error.message}` }),
    )
  }
  return inOrder(found)
}

/** Of identity providers, as far as they can be read. */
async function checkCertificates(
  references: readonly PlacedReference[],
  missing: readonly Problem[],
): Promise<readonly Problem[]> {
  const certificates = references.filter(({ path }) => /^saml\[\d+\]\.certificates\[/.test(path))
  const read = certificates.filter(({ path }) => !missing.some((problem) => problem.path === path))
  const checked = read.map(async ({ name, from: _from, ...place }) => {
    const message = await certificateFault(name)
    return message === null ? [] : [{ ...place, message }]
  })
  return (await Promise.all(checked)).flat()
}

/** Of connections, where both their files can be read. */
async function checkClientCertificates(
  references: readonly PlacedReference[],
  missing: readonly Problem[],
): Promise<readonly Problem[]> {
  const field = /^(connections\[\d+\]\.client_certificate)\.cert$/
  const checked = references.map(async ({ name: cert, from: _from, ...place }) => {
    const at = field.exec(place.path)?.[1]
    const key = references.find(({ path }) => path === `${at}.key`)
    if (key === undefined || missing.some(({ path }) => path.startsWith(`${at}.`))) return []
    const message = await clientCertificateFault({ cert, key: key.name }, Date.now())
    return message === null ? [] : [{ ...place, message }]
  })
  return (await Promise.all(checked)).flat()
}

/** The policy that the configuration means, as its source has it now. Rejects with ERR_POLICY_*. */
export async function configuredPolicy(policy: ConfiguredPolicy, environment: Environment): Promise<Policy> {
  return (await loadConfigured(opened(policy, environment))).policy
}

/** The configured source of policy, ready to be read. */
export function opened(policy: ConfiguredPolicy, environment: Environment) {
  return createConfigured(policy, (reference) => readSecret(reference, environment), realTiming)
}
