import { isIP } from 'node:net'
import type { Adapter } from '../../core/adapter.ts'
import { GatewayError, unintelligible } from '../../core/errors.ts'
import type { NonEmpty } from '../../core/json.ts'
import type { Operation } from '../../core/operation.ts'
import type { Request } from '../../core/request.ts'
import { sentence } from './words.ts'

/** A tunnel to a host that is no connection's: where it leads is all that can be judged. */
export const net: Adapter = {
  protocol: 'net',
  normalise,
  binds: (request, operations) => ({ target: request.host, body: false, operations }),
  authorise: ({ method, host }) => ({ method, target: host, headers: [] }),
  text: () => {
    throw new GatewayError('ERR_UNMASKABLE', "What a tunnel carries can't be masked: nobody looks into it.")
  },
  refuse: async (_request, refusal) => sentence(refusal),
}

async function normalise({ method, host: authority }: Request): Promise<NonEmpty<Operation>> {
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(authority)
  if (method !== 'CONNECT' || match === null) throw unintelligible('The request asks for no tunnel.')
  const host = match[1] ?? match[2]!
  if (isIP(host) !== 0) {
    throw new GatewayError('ERR_ADDRESS_FORBIDDEN', `${authority} is an IP address that no connection names.`, {
      fix: 'Ask for the host by its name, or have a connection added for the address.',
    })
  }
  const detail = { host, port: Number(match[3]) }
  return [{ kind: 'net.connect', access: 'execute', resource: authority, detail }]
}
