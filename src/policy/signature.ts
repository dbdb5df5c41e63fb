import { createHash, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import { compactVerify, decodeProtectedHeader, errors, type ProtectedHeaderParameters } from 'jose'
import { GatewayError } from '../core/errors.ts'
import { type Files, readText } from './bundle.ts'
import { canonicalJson } from './canonical.ts'

/** How a bundle's signature is verified: plain values, which another thread can be given. */
export interface Verification {
  /** A public key in PEM, or the secret that is shared with the signer. */
  readonly key: string
  /** JWS algorithm (RFC 7518, section 3; RFC 8037). The token's own word counts for nothing. */
  readonly algorithm: string
  /** What the signature must call its key; null where it may have any name or none. */
  readonly keyId: string | null
  /** What the signature must say that it is for; null for one that says nothing. */
  readonly scope: string | null
  /** The time, in milliseconds since the epoch. */
  readonly at: number
}

interface Claims {
  readonly files?: unknown
  readonly keyid?: unknown
  readonly scope?: unknown
  readonly exp?: unknown
  readonly nbf?: unknown
}

interface Listed {
  readonly name: string
  readonly hash: string
  readonly algorithm: string
}

const SIGNATURES = '.signatures.json'

/** Node's names of the hash functions that OPA knows. */
const HASHES: ReadonlyMap<string, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-224', 'sha224'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
  ['SHA-512-224', 'sha512-224'],
  ['SHA-512-256', 'sha512-256'],
])

/**
 * Verifies that all of a bundle's files are those that were signed. Stricter than OPA: it honours `exp` and `nbf`, and
 * takes no critical header. Rejects with ERR_POLICY_SIGNATURE; where nothing is to be verified, only if there is a
 * signature, as OPA does. Source: OPA, "Bundle Signing".
 *
 * @example
 * const files = unpack(archive)
 * await verify(files, { key, algorithm: 'RS256', keyId: null, scope: null, at: Date.now() })
 * const bundle = readBundle(files)
 */
export async function verify(files: Files, verification: Verification | null): Promise<void> {
  const file = files.get(SIGNATURES)
  if (verification === null) {
    if (file === undefined) return
    throw refused('it is signed, and nothing says by which key.', 'Set policy.verification in sallyport.yaml.')
  }
  if (file === undefined) throw refused(`it is not signed, for it has no ${SIGNATURES}.`, SIGN)
  const claims = await claimsOf(onlyToken(file), verification)
  checkTimes(claims, verification.at)
  checkScope(claims, verification)
  checkFiles(files, listedIn(claims))
}

const SIGN = 'Sign it with: opa build --signing-key <key> --signing-alg <algorithm>, or opa sign.'

function refused(why: string, fix?: string, cause?: unknown): GatewayError {
  return new GatewayError('ERR_POLICY_SIGNATURE', `The policy bundle can't be trusted: ${why}`, {
    ...(fix === undefined ? {} : { fix }),
    ...(cause === undefined ? {} : { cause }),
  })
}

function shown(value: unknown): string {
  return JSON.stringify(value)
}

function onlyToken(file: Buffer): string {
  const { signatures, plugin = '' } = parsed<{ signatures?: unknown; plugin?: unknown }>(file, `its ${SIGNATURES}`)
  if (plugin !== '' && plugin !== '_default')
    throw refused(`it asks for the verifier ${shown(plugin)}, which isn't here.`)
  if (!Array.isArray(signatures) || signatures.length === 0) {
    throw refused(`it is not signed, for its ${SIGNATURES} holds no signature.`, SIGN)
  }
  if (signatures.length > 1) throw refused(`it has ${signatures.length} signatures, and exactly one is taken.`)
  if (typeof signatures[0] !== 'string') throw refused(`what its ${SIGNATURES} holds is no signature.`)
  return signatures[0]
}

async function claimsOf(token: string, verification: Verification): Promise<Claims> {
  const { algorithm, keyId } = verification
  const header = headerOf(token)
  if (header.crit !== undefined)
    throw refused(`its signature has headers that must be understood, and aren't: ${shown(header.crit)}.`)
  if (header.alg !== algorithm) throw refused(`it is signed by ${shown(header.alg)}, not by "${algorithm}".`)
  const key = keyOf(verification)
  const payload = await compactVerify(token, key, { algorithms: [algorithm] }).then(
    ({ payload }) => Buffer.from(payload),
    (cause: unknown) => {
      if (!(cause instanceof errors.JWSSignatureVerificationFailed)) {
        throw refused(`its signature can't be verified: ${(cause as Error).message}.`, undefined, cause)
      }
      throw refused('it was signed by another key than that of policy.verification, or its signature was changed.')
    },
  )
  const claims = parsed<Claims>(payload, 'its signature')
  const named = header.kid || claims.keyid || null
  if (keyId !== null && named !== keyId) {
    throw refused(`its signature ${named === null ? 'names no key' : `names the key ${shown(named)}`}, not "${keyId}".`)
  }
  return claims
}

function headerOf(token: string): ProtectedHeaderParameters {
  try {
    return decodeProtectedHeader(token)
  } catch (cause) {
    throw refused('what it is signed by is no JSON Web Signature.', undefined, cause)
  }
}

function keyOf({ key, algorithm }: Verification): KeyObject {
  try {
    if (!algorithm.startsWith('HS')) return createPublicKey(key)
    // Whoever can read a public key could sign with it.
    if (key.includes('-----BEGIN')) throw new Error('it is a PEM file, which is no shared secret')
    return createSecretKey(key, 'utf8')
  } catch (cause) {
    throw refused(`the key of policy.verification is none for ${algorithm}: ${(cause as Error).message}.`)
  }
}

function checkScope({ scope = '' }: Claims, { scope: expected }: Verification): void {
  if (scope === (expected ?? '')) return
  const said = scope === '' ? 'for no scope' : `for the scope ${shown(scope)}`
  throw refused(`its signature is ${said}, and policy.verification ${expected ? `wants "${expected}"` : 'names none'}.`)
}

function checkTimes({ exp, nbf }: Claims, at: number): void {
  const [end, start] = [momentOf(exp), momentOf(nbf)]
  if (end !== null && at >= end.getTime()) throw refused(`its signature expired at ${end.toISOString()}.`, SIGN)
  if (start !== null && at < start.getTime()) throw refused(`its signature isn't valid before ${start.toISOString()}.`)
}

/** A NumericDate (RFC 7519, section 2). */
function momentOf(time: unknown): Date | null {
  if (time === undefined) return null
  const moment = new Date(typeof time === 'number' ? time * 1000 : Number.NaN)
  if (Number.isNaN(moment.getTime())) throw refused(`its signature names a time that is none: ${shown(time)}.`)
  return moment
}

function listedIn({ files }: Claims): readonly Listed[] {
  if (!Array.isArray(files)) throw refused('its signature lists no files.')
  return files.map((file: Partial<Listed> | null) => {
    if ([file?.name, file?.hash, file?.algorithm].every((text) => typeof text === 'string')) return file as Listed
    throw refused("its signature's list of files can't be read.")
  })
}

function checkFiles(files: Files, listed: readonly Listed[]): void {
  const names = new Set<string>([SIGNATURES])
  for (const { name, hash, algorithm } of listed) {
    const file = files.get(name)
    if (names.has(name)) throw refused(`its signature lists "${name}" twice, or lists itself.`)
    if (file === undefined) throw refused(`"${name}" was signed, and is missing.`)
    if (digest(name, file, algorithm) !== hash.toLowerCase()) throw refused(`"${name}" is not what was signed.`)
    names.add(name)
  }
  const other = [...files.keys()].find((name) => !names.has(name))
  if (other !== undefined) throw refused(`"${other}" is not covered by its signature.`)
}

/** Lower-case hex. JSON that OPA itself reads is hashed for what it means, everything else for its bytes. */
function digest(name: string, file: Buffer, algorithm: string): string {
  const hash = HASHES.get(algorithm)
  if (hash === undefined) throw refused(`"${name}" is hashed by ${shown(algorithm)}, which isn't known.`)
  const structured = /^(data\.json|\.manifest|signatures\.json)$/.test(name.slice(name.lastIndexOf('/') + 1))
  try {
    return createHash(hash)
      .update(structured ? canonicalJson(readText(file)) : file)
      .digest('hex')
  } catch (cause) {
    throw refused(`"${name}" can't be hashed: ${(cause as Error).message}`, undefined, cause)
  }
}

function parsed<T extends object>(file: Buffer, name: string): T {
  try {
    const value = JSON.parse(readText(file)) as T | null
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // What is no JSON has no claims either.
  }
  throw refused(`${name} holds no object.`)
}
