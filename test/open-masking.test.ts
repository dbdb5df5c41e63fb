import { newId } from '../src/core/id.ts'
import { openMasking } from '../src/open-masking.ts'
import { createKeyStore } from '../src/store/keys.ts'
import { testDatabase } from './support/database.ts'

const NONE = [] as const

test('replicas mask what each of them masked, by hashes in the database alone', async () => {
  const { pool, drop } = await testDatabase()
  const errors: unknown[] = []
  const replica = () =>
    openMasking({
      ...{ pool, keys: createKeyStore(pool), known: () => NONE, custom: () => undefined, now: Date.now },
      report: (error) => errors.push(error),
    })
  const [one, other] = [await replica(), await replica()]
  const session = newId(Date.now())
  const redactor = one.createMasker([{ code: 'a', key: 'pin' }], session).redactor({ units: 'bytes', format: 'json' })
  redactor.write(Buffer.from('{"pin":"correct-horse"}'))
  const seen = async () => {
    await other.learn(session)
    return other.createMasker([], session).value('a correct-horse b')
  }
  while ((await seen()) !== 'a ************* b') await new Promise((resolve) => setTimeout(resolve, 100))
  expect(errors).toEqual([])
  await drop()
})
