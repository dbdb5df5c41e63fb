import { createSourceHttp } from '../../src/credentials/http.ts'
import { hangUp, silence, startFakeSource, text } from './fake-source.ts'
import { fault, USELESS } from './surroundings.ts'

const http = createSourceHttp()
let source: Awaited<ReturnType<typeof startFakeSource>>
beforeAll(async () => {
  source = await startFakeSource((request) => ({ heard: request.body }))
})
afterAll(() => Promise.all([source.close(), http.close()]))

const post = (signal = AbortSignal.timeout(10_000)) =>
  http.ask(source.url, { method: 'POST', headers: { accept: 'text/plain' }, body: 'hello', signal })

test('a source is asked, and its answer read whole', async () => {
  expect(await post()).toEqual({ status: 200, text: '{"heard":"hello"}' })
  expect(source.requests).toEqual([
    {
      path: 'POST /',
      body: 'hello',
      headers: expect.objectContaining({ 'user-agent': 'sallyport', accept: 'text/plain' }),
    },
  ])
})

test('a redirect is an answer like others', async () => {
  source.answers.push(text(307, '', { location: '/elsewhere' }))
  expect(await post()).toEqual({ status: 307, text: '' })
})

test('an answer without end is cut', async () => {
  source.answers.push(text(200, ' '.repeat(300_000)))
  await expect(post()).rejects.toEqual(fault(USELESS, `${source.host} sent more than 256 KiB`))
})

test('a connection that breaks, and one that can’t be made', async () => {
  source.answers.push(hangUp)
  await expect(post()).rejects.toEqual(fault("can't be reached", `${source.host} can't be reached (UND_ERR_SOCKET)`))
  const nobody = http.ask(new URL('http://127.0.0.1:1'), {
    method: 'GET',
    headers: {},
    signal: AbortSignal.timeout(5_000),
  })
  await expect(nobody).rejects.toEqual(fault("can't be reached", "127.0.0.1:1 can't be reached (ECONNREFUSED)"))
})

test('whoever asks may stop waiting, and hears why', async () => {
  source.answers.push(silence)
  const late = new AbortController()
  const asked = post(late.signal)
  setTimeout(() => late.abort(new Error('enough')), 20)
  await expect(asked).rejects.toMatchObject({ fault: "can't be reached" })
})
