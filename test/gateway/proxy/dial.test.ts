import type { Socket } from 'node:net'
import { createDial, isOutside, openTo } from '../../../src/gateway/proxy/dial.ts'
import { closeServers, serveRaw } from '../loopback.ts'

afterEach(closeServers)

const at = { host: 'shop.test', port: 443 }
const never = new AbortController().signal

test.each([
  ['192.0.2.7', false],
  ['1.1.1.1', true],
  ['2606:4700::1111', true],
  ['127.0.0.1', false],
  ['127.8.9.1', false],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['172.16.0.1', false],
  ['172.32.0.1', true],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['168.63.129.16', false],
  ['::ffff:168.63.129.16', false],
  ['168.63.129.17', true],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['240.0.0.1', false],
  ['255.255.255.255', false],
  ['198.18.0.1', false],
  ['::1', false],
  ['::', false],
  ['::127.0.0.1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:169.254.169.254', false],
  ['::ffff:1.1.1.1', true],
  ['64:ff9b::7f00:1', false],
  ['64:ff9b::a9fe:a9fe', false],
  ['64:ff9b::101:101', true],
  ['64:ff9b:1::101:101', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['fd00:ec2::254', false],
  ['ff02::1', false],
  ['2001:db8::1', false],
  ['2002:7f00:1::', false],
  ['2001::1', false],
  ['no address', false],
])('%s is of the public network: %s', (address, expected) => {
  expect(isOutside(address)).toBe(expected)
})

test('connects to the address that was checked, and looks the name up once', async () => {
  const looked: string[] = []
  const opened: string[] = []
  const dial = createDial(
    async (host) => {
      looked.push(host)
      return looked.length === 1 ? ['1.1.1.1'] : ['127.0.0.1']
    },
    async (address, port) => {
      opened.push(`${address}:${port}`)
      return {} as Socket
    },
  )
  await dial(at, never)
  expect([looked, opened]).toEqual([['shop.test'], ['1.1.1.1:443']])
})

test.each([
  ['1.1.1.1', '1.1.1.1'],
  ['1.1.1.1', '::ffff:101:101'],
  ['64:ff9b::101:101', '1.1.1.1'],
  ['2606:4700::1111', '2606:4700:0:0:0:0:0:1111'],
])('a name with the address %s is led nowhere where this machine has %s', async (address, own) => {
  const dial = createDial(
    async () => [address],
    async () => ({}) as Socket,
    () => ['9.9.9.9', own],
  )
  await expect(dial(at, never)).rejects.toMatchObject({ code: 'ERR_ADDRESS_FORBIDDEN' })
})

test.each([[['127.0.0.1']], [['1.1.1.1', '10.0.0.1']], [['1.1.1.1', '::ffff:10.0.0.1']]])(
  'a name with the addresses %j is led nowhere',
  async (addresses) => {
    const opened: string[] = []
    const dial = createDial(
      async () => addresses,
      async (address) => {
        opened.push(address)
        return {} as Socket
      },
    )
    await expect(dial(at, never)).rejects.toMatchObject({ code: 'ERR_ADDRESS_FORBIDDEN', status: 403 })
    expect(opened).toEqual([])
  },
)

test('of many addresses the next is tried; when none answers, or there is none, it can’t be reached', async () => {
  const opened: string[] = []
  const dial = createDial(
    async () => ['1.1.1.1', '1.0.0.1'],
    async (address) => {
      opened.push(address)
      if (address === '1.1.1.1') throw new Error('refused')
      return {} as Socket
    },
  )
  await dial(at, never)
  expect(opened).toEqual(['1.1.1.1', '1.0.0.1'])
  const unreachable = expect.objectContaining({
    code: 'ERR_UPSTREAM_UNREACHABLE',
    message: "shop.test:443 can't be reached.",
  })
  await expect(createDial(async () => [])(at, never)).rejects.toEqual(unreachable)
  const unknown = () => Promise.reject(new Error('ENOTFOUND'))
  await expect(createDial(unknown)(at, never)).rejects.toEqual(unreachable)
})

test('by itself it looks names up as the system does, and so refuses localhost', async () => {
  await expect(createDial()({ host: 'localhost', port: 1 }, never)).rejects.toMatchObject({
    code: 'ERR_ADDRESS_FORBIDDEN',
  })
})

test('opens a socket, and ends its attempt when told', async () => {
  const greeted = Promise.withResolvers<string>()
  const url = await serveRaw((socket) => socket.on('data', (chunk) => greeted.resolve(chunk.toString())))
  const socket = await openTo('127.0.0.1', Number(url.port), never)
  socket.write('hello')
  expect(await greeted.promise).toBe('hello')
  socket.destroy()
  const told = AbortSignal.abort(new Error('told'))
  await expect(openTo('127.0.0.1', Number(url.port), told)).rejects.toThrow('told')
})

test('a name that nobody resolves in time is not waited for once nobody wants it', async () => {
  const cut = new AbortController()
  const dialled = createDial(() => new Promise<never>(() => {}))(at, cut.signal)
  cut.abort(new Error('cut'))
  await expect(dialled).rejects.toMatchObject({ code: 'ERR_UPSTREAM_UNREACHABLE' })
})
