import express from 'express'
import { message } from '../../../src/api/pages/message.ts'
import { serving } from '../served.ts'

test('one thing, in words, and the way on', async () => {
  const app = express()
    .get('/all', (_req, res) => message(res, { title: '<t>', text: '<x>', link: ['https://gate.test/a?b&c', 'On'] }))
    .get('/one', (_req, res) => message(res, { title: 'Gone.' }))
  const ask = await serving(app)
  expect((await ask('/all')).body).toContain(
    '<h1>&#60;t&#62;</h1>\n<p>&#60;x&#62;</p>\n<p><a href="https://gate.test/a?b&#38;c">On</a></p>',
  )
  expect((await ask('/one')).body).toMatch(/<h1>Gone\.<\/h1>\s*<\/main>/)
})
