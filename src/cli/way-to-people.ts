import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { GatewayError } from '../core/errors.ts'
import { configOf, configured } from './configuration.ts'
import { type KeptLogin, loginsFile, readLogins } from './people-login.ts'
import { printable } from './printable.ts'

/** A people's listener, and what opens it. */
export interface Way {
  /** Without a last slash. */
  readonly url: string
  readonly token: string
}

/** Whether somebody asks as themselves where they can, or as whoever runs the gateway. */
export type As = 'person' | 'operator'

/**
 * The people's listener that is meant: `SALLYPORT_PEOPLE_URL`, else the configuration's; where there is neither, the one
 * at which this user logged in last.
 */
export async function peopleUrl(command: Command): Promise<string> {
  const { SALLYPORT_PEOPLE_URL: url } = process.env
  if (url !== undefined) return trimmed(url)
  if (configured(command)) return listener(await configOf(command))
  const last = [...(await readLogins(loginsFile(process.env))).keys()].at(-1)
  return last ?? listener(await configOf(command))
}

/**
 * Where to ask, and with what: `SALLYPORT_OPERATOR_TOKEN`; this user's login there; the operator's token, where it can be
 * read. A login that is over is never passed by in silence.
 */
export async function wayToPeople(command: Command, as: As): Promise<Way> {
  const url = await peopleUrl(command)
  const { SALLYPORT_OPERATOR_TOKEN: token } = process.env
  if (token !== undefined) return { url, token }
  const login = (await readLogins(loginsFile(process.env))).get(url)
  const operator = () => storedToken(command)
  if (login === undefined) return { url, token: await operator() }
  if (as === 'person') return { url, token: current(login, url) }
  return { url, token: await operator().catch(() => current(login, url)) }
}

function current({ token, name, expiresAt }: KeptLogin, url: string): string {
  if (expiresAt > Date.now()) return token
  throw new GatewayError('ERR_LOGIN_REQUIRED', `Your login at ${url} as ${printable(name)} is over.`, {
    fix: 'Run: sallyport login',
  })
}

function listener({ listen: { people } }: Config): string {
  const host = people.address.host.includes(':') ? `[${people.address.host}]` : people.address.host
  return `${people.tls === null ? 'http' : 'https'}://${host}:${people.address.port}`
}

async function storedToken(command: Command): Promise<string> {
  if (!configured(command)) {
    throw new GatewayError('ERR_LOGIN_REQUIRED', 'Nobody is logged in here.', {
      fix: 'Run: sallyport login. Or name a sallyport.yaml with --config, as who runs the gateway.',
    })
  }
  const file = join((await configOf(command)).dataDirectory, 'operator-token')
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (cause) {
    throw new GatewayError('ERR_OPERATOR_REQUIRED', `The operator's token can't be read from ${file}.`, {
      fix: 'Run: sallyport login. Or run this as who runs the gateway, or set SALLYPORT_PEOPLE_URL and SALLYPORT_OPERATOR_TOKEN.',
      cause,
    })
  }
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '')
}
