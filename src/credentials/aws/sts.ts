import { DOMParser } from '@xmldom/xmldom'
import { AwsV4Signer } from 'aws4fetch'
import { isToken, noCredential, said } from '../answer.ts'
import { SourceError } from '../fault.ts'
import type { SourceHttp } from '../http.ts'

/** Keys that sign requests to AWS. */
export interface AwsKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string | null
}

export interface Sts {
  readonly endpoint: URL
  readonly region: string
  readonly http: SourceHttp
  readonly mask: (text: string) => string
  readonly now: () => number
}

/** What AssumeRole and AssumeRoleWithWebIdentity are asked; what is null goes unsaid. */
export interface RoleAsked {
  readonly roleArn: string
  readonly sessionName: string
  readonly durationSeconds: number
  readonly externalId: string | null
  /** JSON: what is permitted is what both this and the role permit. */
  readonly sessionPolicy: string | null
}

/** Where AWS serves STS for a region. */
export function stsOf(region: string): URL {
  return new URL(`https://sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`)
}

/**
 * A role's keys, by other keys (AWS STS API Reference, AssumeRole) or a web identity's token
 * (AssumeRoleWithWebIdentity). Rejects with SourceError, in which STS says why.
 */
export async function assumeRole(
  sts: Sts,
  by: { readonly keys: AwsKeys } | { readonly token: string },
  { roleArn, sessionName, durationSeconds, externalId, sessionPolicy }: RoleAsked,
  signal: AbortSignal,
): Promise<{ readonly keys: AwsKeys; readonly expiresAt: number }> {
  const asked = {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: String(durationSeconds),
    ...(externalId === null ? {} : { ExternalId: externalId }),
    ...(sessionPolicy === null ? {} : { Policy: sessionPolicy }),
  }
  const read =
    'keys' in by
      ? await ask(sts, by.keys, { Action: 'AssumeRole', ...asked }, signal)
      : await ask(sts, null, { Action: 'AssumeRoleWithWebIdentity', ...asked, WebIdentityToken: by.token }, signal)
  const accessKeyId = read('AccessKeyId')
  const secretAccessKey = read('SecretAccessKey')
  const sessionToken = read('SessionToken')
  const expiresAt = Date.parse(read('Expiration') ?? '')
  if (!isToken(accessKeyId) || !isToken(secretAccessKey) || !isToken(sessionToken) || Number.isNaN(expiresAt)) {
    throw noCredential('STS', 'credential of a role')
  }
  return { keys: { accessKeyId, secretAccessKey, sessionToken }, expiresAt }
}

/** The ARN of whoever holds the keys (GetCallerIdentity), which needs no permission. */
export async function callerIdentity(sts: Sts, keys: AwsKeys, signal: AbortSignal): Promise<string> {
  const arn = (await ask(sts, keys, { Action: 'GetCallerIdentity' }, signal))('Arn')
  if (arn === undefined) throw noCredential('STS', 'identity')
  return arn
}

/** A question in STS's query protocol. Answers how to read the text of an element that must stand in its answer once. */
async function ask(
  { endpoint, region, http, mask, now }: Sts,
  keys: AwsKeys | null,
  parameters: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<(name: string) => string | undefined> {
  const body = new URLSearchParams({ Version: '2011-06-15', ...parameters }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const signed = keys && (await signedHeaders(endpoint, region, keys, headers, body, now()))
  const { status, text } = await http.ask(endpoint, { method: 'POST', headers: signed ?? headers, body, signal })
  const read = reader(text)
  if (status === 200) return read
  const words = said([read('Code'), read('Message')].filter((word) => word !== undefined).join(': '), mask)
  throw new SourceError('refused', `STS answered ${status} to ${parameters.Action}${words}`)
}

async function signedHeaders(
  url: URL,
  region: string,
  { accessKeyId, secretAccessKey, sessionToken }: AwsKeys,
  headers: { readonly [name: string]: string },
  body: string,
  at: number,
): Promise<{ [name: string]: string }> {
  const datetime = new Date(at).toISOString().replace(/[:-]|\.\d{3}/g, '')
  const asked = { method: 'POST', url: url.href, headers, body, service: 'sts', region, datetime }
  const token = sessionToken === null ? {} : { sessionToken }
  const signer = new AwsV4Signer({ ...asked, accessKeyId, secretAccessKey, ...token })
  return Object.fromEntries((await signer.sign()).headers)
}

function reader(text: string): (name: string) => string | undefined {
  // Nothing that STS says needs a document type, and entities could make much of little.
  if (/<!DOCTYPE/i.test(text)) return () => undefined
  try {
    const document = new DOMParser({ onError() {} }).parseFromString(text, 'text/xml')
    return (name) => {
      const found = document.getElementsByTagNameNS('*', name)
      const content = found.length === 1 ? found[0]!.textContent?.trim() : undefined
      return content === '' ? undefined : content
    }
  } catch {
    return () => undefined
  }
}
