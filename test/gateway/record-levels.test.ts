import { levelsOf } from '../../src/gateway/record-levels.ts'
import { matchedOf, requestOf } from './fake-exchange.ts'
import { decision } from './fake-gate.ts'

const connected = (record?: { request: 'full' | 'head' | 'none'; answer: 'full' | 'head' | 'none' }) => {
  const { request } = matchedOf({ request: requestOf({}) })
  return { request: { ...request, connection: { ...request.connection, ...(record && { record }) } } }
}

test('policy’s word counts, then the connection’s, then beginnings are kept', () => {
  expect(levelsOf({ decisions: [] }, connected())).toEqual({ request: 'head', answer: 'head' })
  expect(levelsOf({ decisions: [] }, connected({ request: 'none', answer: 'full' }))).toEqual({
    ...{ request: 'none', answer: 'full' },
  })
  const said = { ...decision, record: { answer: 'none' } } as never
  expect(levelsOf({ decisions: [said] }, connected({ request: 'full', answer: 'full' }))).toEqual({
    ...{ request: 'full', answer: 'none' },
  })
})
