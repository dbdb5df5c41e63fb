import express from 'express'
import { found, limitOf, wantsPage } from '../../../src/api/people/requests.ts'
import { serving } from '../served.ts'

test('how many are asked for, and what is taken', async () => {
  const app = express().get('/', (req, res) => {
    res.json([limitOf(req), wantsPage(req)])
  })
  const ask = await serving(app)
  const get = async (query: string, accept: string) => (await ask(`/${query}`, { headers: { accept } })).body
  expect(await get('', '*/*')).toEqual([50, false])
  expect(await get('?limit=7', 'text/html,application/xhtml+xml,*/*;q=0.8')).toEqual([7, true])
  expect(await get('?limit=1000', 'application/json, text/html')).toEqual([1000, false])
  expect((await ask('/?limit=1001')).status).toBe(400)
})

test('what was not found is not there', async () => {
  expect(await found(Promise.resolve(0))).toBe(0)
  await expect(found(Promise.resolve(null))).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})
