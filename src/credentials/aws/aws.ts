import type { Credential } from '../../core/connection.ts'
import { isToken, noCredential } from '../answer.ts'
import { SourceError } from '../fault.ts'
import type { SecretReference } from '../secrets/reference.ts'
import type { Asked, Source, Surroundings } from '../source.ts'
import { leased } from '../vault/leased.ts'
import { pathOf } from '../vault/send.ts'
import { type AwsKeys, assumeRole, callerIdentity, type Sts, stsOf } from './sts.ts'

/** Keys for AWS: those of a role, or those that are configured. */
export interface Aws {
  readonly kind: 'aws'
  readonly from:
    | {
        readonly kind: 'keys'
        readonly accessKeyId: SecretReference
        readonly secretAccessKey: SecretReference
        readonly sessionToken: SecretReference | null
      }
    /** A role of Vault's AWS engine. */
    | { readonly kind: 'vault'; readonly mount: string; readonly role: string }
    /** The token of an identity provider that the role trusts. */
    | { readonly kind: 'web_identity'; readonly token: SecretReference }
  /** Null where the keys are used as they are. */
  readonly role: {
    readonly arn: string
    /** Null for a name that tells the agent and the session. */
    readonly sessionName: string | null
    readonly externalId: string | null
    readonly durationSeconds: number
    /** JSON. */
    readonly sessionPolicy: string | null
  } | null
  readonly region: string
  readonly service: string
  /** Null for AWS's own. */
  readonly stsEndpoint: URL | null
}

interface RoleSession {
  readonly sessionName: string
  readonly sessionPolicy: string | null
}

/**
 * Keys that sign requests to AWS. A role is assumed once for each session and session policy, not once for all: the name
 * in CloudTrail is whoever did it, and the keys of one session are none of another's. A configured session name is
 * everybody's, and so are its keys.
 */
export function aws(configured: Aws, surroundings: Surroundings): Source {
  const { from, role, region, service, stsEndpoint } = configured
  const { read, http, known, now, shortLived } = surroundings
  const sts: Sts = { endpoint: stsEndpoint ?? stsOf(region), region, http, mask: known.mask, now }
  const engine = from.kind === 'vault' ? leased({ ...engineOf(from), leaseSeconds: null }, surroundings) : null

  const configuredKeys = async (): Promise<{ keys: AwsKeys; expiresAt: number | null }> => {
    if (engine !== null) {
      const { value, expiresAt } = await engine.made.get(null)
      return { keys: value.value, expiresAt }
    }
    if (from.kind !== 'keys') throw new SourceError("can't be read as it is configured", 'a web identity needs a role')
    const [accessKeyId, secretAccessKey] = await Promise.all([read(from.accessKeyId), read(from.secretAccessKey)])
    const sessionToken = from.sessionToken === null ? null : await read(from.sessionToken)
    if (![accessKeyId, secretAccessKey, sessionToken ?? '-'].every(isToken)) {
      throw new SourceError("can't be read as it is configured", 'the keys for AWS hold spaces or control characters')
    }
    return { keys: { accessKeyId, secretAccessKey, sessionToken }, expiresAt: null }
  }
  const roles = shortLived<RoleSession, AwsKeys>({
    keyOf: ({ sessionName, sessionPolicy }) => JSON.stringify([sessionName, sessionPolicy]),
    async fetch(asked, signal) {
      const { arn: roleArn, externalId, durationSeconds } = role!
      const by = from.kind === 'web_identity' ? { token: await read(from.token) } : await configuredKeys()
      const { keys, expiresAt } = await assumeRole(sts, by, { roleArn, externalId, durationSeconds, ...asked }, signal)
      known.remember([keys.secretAccessKey, keys.sessionToken!], expiresAt)
      return { value: keys, expiresAt }
    },
  })
  const credential = (keys: AwsKeys): Credential => ({ kind: 'aws', ...keys, region, service })
  return {
    async open(asked) {
      if (role === null) {
        const { keys, expiresAt } = await configuredKeys()
        return { credential: credential(keys), expiresAt }
      }
      const { sessionPolicy } = role
      const { value, expiresAt } = await roles.get({
        sessionName: role.sessionName ?? sessionNameOf(asked),
        sessionPolicy,
      })
      return { credential: credential(value), expiresAt }
    },
    async whoAmI({ credential }, signal) {
      if (credential.kind !== 'aws') return 'nobody'
      return callerIdentity(sts, credential, signal)
    },
    ...(engine === null ? {} : { close: engine.revoke }),
  }
}

/** 64 characters of those that STS takes: the agent's name, as far as it fits, and the session's id, which is a UUID. */
export function sessionNameOf({ session }: Pick<Asked, 'session'>): string {
  return `${session.agent.replace(/[^\w+=,.-]/g, '-').slice(0, 27)}@${session.id.replace(/[^\w-]/g, '-')}`.slice(0, 64)
}

/** "AWS secrets engine (API)", Generate credentials. An IAM user's keys have no session token. */
function engineOf({ mount, role }: { readonly mount: string; readonly role: string }) {
  return {
    path: pathOf(mount, 'creds', role),
    read(data: { readonly [name: string]: unknown }) {
      const { access_key: accessKeyId, secret_key: secretAccessKey, security_token: token } = data
      const sessionToken = token || null
      if (!isToken(accessKeyId) || !isToken(secretAccessKey) || !(sessionToken === null || isToken(sessionToken))) {
        throw noCredential('Vault', 'key for AWS')
      }
      const secrets = [secretAccessKey, ...(sessionToken === null ? [] : [sessionToken])]
      return { value: { accessKeyId, secretAccessKey, sessionToken } satisfies AwsKeys, secrets }
    },
  }
}
