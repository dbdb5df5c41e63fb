import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createAuthority } from '../../src/certificates/authority.ts'
import { makeAuthority } from '../../src/certificates/issue.ts'
import { openProxy } from '../../src/gateway/proxy/open.ts'
import { connectionTo, fakeGate } from '../gateway/fake-gate.ts'

/** A proxy in a process of its own, its ports fakes, which finds every host at one port of loopback. */
const upstream = Number(process.argv[2])
const { gate } = fakeGate({
  connections: [connectionTo(new URL(`http://127.0.0.1:${upstream}`), { hosts: ['shop.test'] })],
  async dial() {
    const socket = connect({ port: upstream, host: '127.0.0.1', allowHalfOpen: true })
    await once(socket, 'connect')
    return socket
  },
})
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
const authority = await createAuthority(await makeAuthority(key as string, Date.now()), key as string, Date.now)
const { url } = await openProxy(gate, { host: '127.0.0.1', port: 0 }, authority)
process.send!(Number(new URL(url).port))
