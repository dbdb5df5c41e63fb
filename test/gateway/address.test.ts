import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { addressOf } from '../../src/gateway/address.ts'

const asked = (headers: IncomingMessage['headers'], socket: object = {}) =>
  Object.assign(new IncomingMessage(Object.assign(new Socket(), socket)), { headers })

test.each([
  [asked({}), 'http://gate.test:8080/c/shop'],
  [asked({}, { encrypted: true }), 'https://gate.test:8080/c/shop'],
  [asked({ 'x-forwarded-proto': 'https' }), 'https://gate.test:8080/c/shop'],
  [asked({ 'x-forwarded-proto': 'http' }, { encrypted: true }), 'http://gate.test:8080/c/shop'],
  [asked({ 'x-forwarded-proto': 'javascript' }), 'http://gate.test:8080/c/shop'],
])('a connection is where its client found it', (req, address) => {
  expect(addressOf(req, { host: 'gate.test:8080' }, '/c/shop')).toBe(address)
})
