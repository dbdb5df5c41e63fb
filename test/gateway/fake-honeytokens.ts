import { GatewayError } from '../../src/core/errors.ts'
import type { Sighting } from '../../src/core/honeytoken.ts'
import type { Honeytokens } from '../../src/gateway/gate.ts'
import { createWatch } from '../../src/masking/index.ts'
import { NOON } from '../support/rows.ts'

/** Assembled, so that no scanner finds them in this file. */
export const KEY = ['AKIA', 'Z7Q4M2XKWB', '5TNDHP'].join('')
export const TOKEN = ['npm', 'Zr8vQ1mK3xT7bN5cW9yL2pD4fG6hJ0sAeUiO'].join('_')

/** The same two in every session, and what was seen of them. */
export function fakeHoneytokens(then: 'marks' | 'ends' | 'fails' = 'marks') {
  const telltales = [
    { honeytoken: 'KEY', value: KEY },
    { honeytoken: 'TOKEN', value: TOKEN },
  ]
  const seen: Sighting[] = []
  const honeytokens: Honeytokens = {
    of: () => ({ telltales, ...createWatch(telltales) }),
    async alarm(_session, sighting) {
      seen.push(sighting)
      if (then === 'fails') throw new GatewayError('ERR_STORE_UNAVAILABLE', 'The database is away.')
      return { mark: { ...seen[0]!, at: NOON }, ended: then === 'ends' }
    },
  }
  const places = () => seen.map(({ honeytoken, place }) => `${honeytoken} ${place}`)
  return { honeytokens, seen, places }
}
