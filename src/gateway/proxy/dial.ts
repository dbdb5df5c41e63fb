import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { GatewayError } from '../../core/errors.ts'
import { whileWanted } from '../while-wanted.ts'
import { type Authority, writtenAuthority } from './authority.ts'

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<readonly string[]>
/** Every address that this machine itself has now. */
export type OwnAddresses = () => readonly string[]
/** Opens a connection to an address, and to nothing else. */
export type Open = (address: string, port: number, signal: AbortSignal) => Promise<Socket>
/**
 * Opens a connection to a host of the outside world. Rejects with ERR_ADDRESS_FORBIDDEN where any of its addresses is
 * another's than the outside world's, and with ERR_UPSTREAM_UNREACHABLE.
 */
export type Dial = (authority: Authority, signal: AbortSignal) => Promise<Socket>

/** Milliseconds for a host to accept a connection. */
const PATIENCE = 10_000

/**
 * Looks a name up once, and connects to what was checked: a second look might find another address (DNS rebinding).
 * One forbidden address among others is enough to refuse, for who would mix them means no good.
 */
export function createDial(
  resolve: Resolve = resolveAll,
  open: Open = openTo,
  ownAddresses: OwnAddresses = ofThisMachine,
): Dial {
  return async (authority, signal) => {
    const addresses = await whileWanted(signal, resolve(authority.host)).catch((cause: unknown) => {
      throw unreachable(authority, cause)
    })
    // What listens on this machine's public address would take us for a neighbour, whatever a firewall says to others.
    const own = new Set(ownAddresses().map(plain))
    if (addresses.some((address) => !isOutside(address) || own.has(plain(address)))) {
      throw new GatewayError(
        'ERR_ADDRESS_FORBIDDEN',
        `${authority.host} has an address that is not of the public network beyond this machine, so Sallyport leads nowhere there.`,
        { fix: 'Have a connection added for it, if agents are to reach it.' },
      )
    }
    let failed: unknown = new Error('no address')
    for (const address of addresses) {
      try {
        return await open(address, authority.port, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]))
      } catch (thrown) {
        failed = thrown
        if (signal.aborted) break
      }
    }
    throw unreachable(authority, failed)
  }
}

/** IPv4 behind a translator (RFC 6052, section 2.1): the IPv4 address is what is reached. */
const TRANSLATED = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
/** IPv6's global unicast addresses (RFC 4291, section 2.4). */
const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Where Azure answers its own machines, with their configuration and keys (Microsoft Learn, "What is IP address
 * 168.63.129.16?"): a public address by its number alone.
 */
const AZURE = '168.63.129.16'

/**
 * True for an address of the public network. False for loopback, private, link-local (the cloud's metadata with it),
 * shared, multicast, reserved and documentation ranges, and for IPv6 that stands for one of these.
 */
export function isOutside(text: string): boolean {
  if (!ipaddr.isValid(text) || text.includes('%')) return false
  const address = ipaddr.process(text)
  if (address.kind() === 'ipv4') return address.range() === 'unicast' && address.toString() !== AZURE
  const six = address as ipaddr.IPv6
  if (six.match(TRANSLATED)) return isOutside(plain(text))
  return six.range() === 'unicast' && six.match(GLOBAL)
}

/** An address in the one spelling that can be compared: IPv4 as such, though it came as IPv6. */
function plain(text: string): string {
  if (!ipaddr.isValid(text)) return text
  const address = ipaddr.process(text)
  const isTranslated = address.kind() === 'ipv6' && (address as ipaddr.IPv6).match(TRANSLATED)
  return isTranslated ? address.toByteArray().slice(12).join('.') : address.toString()
}

function ofThisMachine(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((ones) => (ones ?? []).map(({ address }) => address))
}

async function resolveAll(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address)
}

/** Opens a TCP connection. Rejects with what failed, or why it was told to end. */
export function openTo(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true, keepAlive: true })
    const abort = (): void => void socket.destroy(signal.reason as Error)
    signal.addEventListener('abort', abort, { once: true })
    socket.once('error', reject)
    socket.once('connect', () => {
      signal.removeEventListener('abort', abort)
      resolve(socket)
    })
    if (signal.aborted) abort()
  })
}

function unreachable(authority: Authority, cause: unknown): GatewayError {
  return new GatewayError('ERR_UPSTREAM_UNREACHABLE', `${writtenAuthority(authority)} can't be reached.`, { cause })
}
