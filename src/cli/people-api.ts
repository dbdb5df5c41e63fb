import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type ErrorCode, GatewayError } from '../core/errors.ts'
import { configOf } from './configuration.ts'

/**
 * Calls the people's API with the operator's token: where the configuration says, or `SALLYPORT_PEOPLE_URL` and
 * `SALLYPORT_OPERATOR_TOKEN` for a gateway elsewhere.
 */
export async function callPeople<T>(command: Command, method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const { url, token } = await whereTo(command)
  const answer = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((cause: unknown) => {
    throw new GatewayError('ERR_INTERNAL', `No gateway answers at ${url}.`, {
      fix: 'Start one, or set SALLYPORT_PEOPLE_URL.',
      cause,
    })
  })
  const read: unknown = await answer.json().catch((cause: unknown) => {
    throw new GatewayError('ERR_INTERNAL', `What answers at ${url} is no gateway.`, { cause })
  })
  const value = read as T & { error?: { code: ErrorCode; message: string; fix?: string } }
  if (value.error !== undefined) throw new GatewayError(value.error.code, value.error.message, value.error)
  return value
}

async function whereTo(command: Command): Promise<{ url: string; token: string }> {
  const { SALLYPORT_PEOPLE_URL: url, SALLYPORT_OPERATOR_TOKEN: token } = process.env
  if (url !== undefined && token !== undefined) return { url, token }
  const config = await configOf(command)
  const { people } = config.listen
  const host = people.address.host.includes(':') ? `[${people.address.host}]` : people.address.host
  return {
    url: url ?? `${people.tls === null ? 'http' : 'https'}://${host}:${people.address.port}`,
    token: token ?? (await storedToken(join(config.dataDirectory, 'operator-token'))),
  }
}

async function storedToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    throw new GatewayError('ERR_OPERATOR_REQUIRED', `The operator's token can't be read from ${file}.`, {
      fix: 'Run this as who runs the gateway, or set SALLYPORT_PEOPLE_URL and SALLYPORT_OPERATOR_TOKEN.',
      cause,
    })
  }
}
