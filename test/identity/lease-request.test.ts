import { leaseDetails, narrowingLeases, readLeaseRequests } from '../../src/identity/lease-request.ts'
import { NOON } from '../support/rows.ts'

const read = (value: unknown) => readLeaseRequests(JSON.stringify(value), ['forge', 'api'])
const asked = { type: 'sallyport_lease', connections: ['forge'] }

test('what isn’t said isn’t narrowed', () => {
  expect(read([asked])).toEqual([{ connections: ['forge'], resources: ['*'], operations: ['*'], seconds: null }])
  const whole = { connections: ['f*', 'api'], resources: ['acme/shop'], operations: ['git.*'], seconds: 60 }
  expect(read([{ type: 'sallyport_lease', ...whole }, asked])).toEqual([whole, expect.anything()])
})

test.each<[string, unknown, string]>([
  ['another type', [{ ...asked, type: 'payment' }], 'malformed at /0/type'],
  ['a field that nobody knows', [{ ...asked, actions: ['read'] }], 'malformed at /0'],
  ['nothing asked', [], 'malformed at /'],
  ['no list', asked, 'malformed at /'],
  ['no connection', [{ ...asked, connections: [] }], 'malformed at /0/connections'],
  ['an empty pattern', [{ ...asked, resources: [''] }], 'malformed at /0/resources/0'],
  ['a pattern without end', [{ ...asked, resources: ['a'.repeat(257)] }], 'malformed at /0/resources/0'],
  [
    'more patterns than anybody reads',
    [{ ...asked, operations: Array(65).fill('git.*') }],
    'malformed at /0/operations',
  ],
  ['more leases than anybody reads', Array(17).fill(asked), 'malformed at /'],
  ['no time', [{ ...asked, seconds: 0 }], 'malformed at /0/seconds'],
  ['a connection that there isn’t', [{ ...asked, connections: ['fogre'] }], 'No connection is named "fogre".'],
])('%s is refused in words', (_what, value, words) => {
  expect(() => read(value)).toThrow(expect.objectContaining({ code: 'ERR_LEASE_MALFORMED', status: 400 }))
  expect(() => read(value)).toThrow(words)
})

test('what is no JSON is refused', () => {
  expect(() => readLeaseRequests('{', [])).toThrow('The authorization details are no JSON.')
})

test('a lease ends when it was asked to, and no later than the session may last', () => {
  const requests = read([{ ...asked, seconds: 60 }, asked, { ...asked, seconds: 6_000 }])
  const leases = narrowingLeases(requests, NOON, NOON + 900_000)
  expect(leases.map(({ expiresAt }) => expiresAt - NOON)).toEqual([60_000, 900_000, 900_000])
  expect(leases[0]).toEqual({
    ...{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), connections: ['forge'], resources: ['*'], operations: ['*'] },
    ...{ answers: null, grantedAt: NOON, expiresAt: NOON + 60_000, endedAt: null },
  })
  expect(leaseDetails(leases)[0]).toEqual({
    ...{ type: 'sallyport_lease', identifier: leases[0]!.id, connections: ['forge'], resources: ['*'] },
    ...{ operations: ['*'], until: new Date(NOON + 60_000).toISOString() },
  })
})
