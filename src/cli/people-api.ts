import type { Command } from 'commander'
import { type ErrorCode, GatewayError } from '../core/errors.ts'
import { type As, wayToPeople } from './way-to-people.ts'

/** Calls the people's API of the gateway that is meant, as somebody there. Rejects with whatever it refuses. */
export async function callPeople<T>(
  command: Command,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
  as: As = 'operator',
): Promise<T> {
  const { url, token } = await wayToPeople(command, as)
  return askPeople<T>(url, token, method, path, body)
}

/**
 * One question to a people's listener.
 *
 * @param url without a last slash
 * @param token null for what is open to everybody
 */
export async function askPeople<T>(
  url: string,
  token: string | null,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetched(url, token, method, path, body)
  const read: unknown = await answer.json().catch((cause: unknown) => {
    throw new GatewayError('ERR_INTERNAL', `What answers at ${url} is no gateway.`, { cause })
  })
  const value = read as T & Refused
  if (value.error !== undefined) throw new GatewayError(value.error.code, value.error.message, value.error)
  return value
}

/** What is too much to be read at once, or no JSON. Rejects with whatever the gateway refuses. */
export async function openPeople(url: string, token: string | null, path: string): Promise<Response> {
  const answer = await fetched(url, token, 'GET', path)
  if (answer.ok) return answer
  const { error } = (await answer.json().catch(() => ({}))) as Refused
  if (error === undefined) throw new GatewayError('ERR_INTERNAL', `What answers at ${url} is no gateway.`)
  throw new GatewayError(error.code, error.message, error)
}

interface Refused {
  readonly error?: { readonly code: ErrorCode; readonly message: string; readonly fix?: string }
}

function fetched(
  url: string,
  token: string | null,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new GatewayError('ERR_INTERNAL', `No gateway answers at ${url}.`, {
      fix: 'Start one, or set SALLYPORT_PEOPLE_URL.',
      cause,
    })
  })
}
