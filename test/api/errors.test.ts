import express from 'express'
import { answerErrors, asApiError, notFound } from '../../src/api/errors.ts'
import { GatewayError } from '../../src/core/errors.ts'
import { serving } from './served.ts'

async function answering(thrown: unknown) {
  const reports: unknown[] = []
  const app = express()
  app.get('/', async () => Promise.reject(thrown))
  app.use(notFound)
  app.use(answerErrors((error) => reports.push(error)))
  const ask = await serving(app)
  return { answer: await ask('/'), elsewhere: await ask('/elsewhere'), reports }
}

test('what a route throws is answered with its code, words and fix', async () => {
  const { answer, elsewhere, reports } = await answering(
    new GatewayError('ERR_APPROVAL_CLOSED', 'Late.', { fix: 'Ask.' }),
  )
  expect([answer.status, answer.body]).toEqual([
    409,
    { error: { code: 'ERR_APPROVAL_CLOSED', message: 'Late.', fix: 'Ask.' } },
  ])
  expect([elsewhere.status, elsewhere.body]).toEqual([
    404,
    { error: { code: 'ERR_NOT_FOUND', message: 'There is nothing here.' } },
  ])
  expect(reports).toEqual([])
})

test('what was no error of ours is kept from the client, and reported', async () => {
  const { answer, reports } = await answering(new Error('inside'))
  expect([answer.status, answer.body]).toMatchObject([500, { error: { code: 'ERR_INTERNAL' } }])
  expect(JSON.stringify(answer.body)).not.toContain('inside')
  expect(reports).toMatchObject([{ cause: { message: 'inside' } }])
})

test('what Express can’t read is the client’s fault, not ours', () => {
  expect(asApiError(Object.assign(new Error('inside'), { status: 413 }))).toMatchObject({
    code: 'ERR_REQUEST',
    status: 400,
  })
  expect(asApiError(Object.assign(new Error('inside'), { status: 500 })).code).toBe('ERR_INTERNAL')
  for (const thrown of [null, undefined, 'text']) expect(asApiError(thrown).code).toBe('ERR_INTERNAL')
})
