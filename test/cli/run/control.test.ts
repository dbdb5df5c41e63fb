import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askToDetach, serveControl } from '../../../src/cli/run/control.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-control-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('who may look into the directory ends what is kept there, and hears how it ended', async () => {
  const told: string[] = []
  const ended = new Promise<void>((resolve) => {
    const close = async () => {
      told.push('closed')
      return 'session s-1 ended'
    }
    void serveControl(folder, close, resolve).then(async (stop) => {
      expect(await askToDetach(folder)).toBe('session s-1 ended')
      return stop
    })
  })
  await ended
  expect(told).toEqual(['closed'])
})

test('where nobody keeps anything, that is said', async () => {
  const error = { code: 'ERR_NOT_ATTACHED', message: `No session is kept in ${folder}/none.` }
  await expect(askToDetach(join(folder, 'none'))).rejects.toMatchObject(error)
})
