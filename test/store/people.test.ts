import { sql } from 'slonik'
import { z } from 'zod'
import type { Identity } from '../../src/core/approval.ts'
import { createPeopleStore } from '../../src/store/people.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let people: ReturnType<typeof createPeopleStore>
beforeAll(async () => {
  database = await testDatabase()
  people = createPeopleStore(database.pool)
})
afterAll(() => database.drop())

const email = (name: string): Identity => ({ kind: 'email', name })
const slack = (name: string): Identity => ({ kind: 'slack', name })
/** Which of these are one person's, as groups of names. */
async function groups(...names: string[]) {
  const known = await database.pool.any(sql.type(z.object({ human: z.string(), name: z.string() }))`
    select human, name from sallyport.people where name = any(${sql.array(names, 'text')})`)
  return [...Map.groupBy(known, ({ human }) => human).values()]
    .map((those) => those.map(({ name }) => name).sort())
    .sort()
}

test('names that are joined are one person, and so is whoever shares one of them', async () => {
  await people.join([email('a1'), slack('a2')])
  await people.join([email('b1')])
  expect(await groups('a1', 'a2', 'b1')).toEqual([['a1', 'a2'], ['b1']])
  await people.join([slack('a2'), { kind: 'ci', name: 'a3' }])
  expect(await groups('a1', 'a2', 'a3', 'b1')).toEqual([['a1', 'a2', 'a3'], ['b1']])
})

test('two who turn out to be one become one, with all their names', async () => {
  await people.join([email('c1'), slack('c2')])
  await people.join([email('d1'), slack('d2')])
  await people.join([slack('c2'), slack('d2')])
  expect(await groups('c1', 'c2', 'd1', 'd2')).toEqual([['c1', 'c2', 'd1', 'd2']])
})

test('joined by many at once, in a chain, it is still one person', async () => {
  const links = Array.from({ length: 12 }, (_, n) => [email(`e${n}`), email(`e${(n + 1) % 12}`)] as const)
  await Promise.all(links.map((link) => people.join(link)))
  expect(await groups(...links.map(([{ name }]) => name))).toHaveLength(1)
})

test('whether an address is among the names of somebody is told when they are joined', async () => {
  const login = (name: string): Identity => ({ kind: 'login', name })
  expect(await people.join([login('i1')])).toMatchObject({ addressed: false })
  expect(await people.join([login('i1')])).toMatchObject({ addressed: false })
  expect(await people.join([login('i1'), email('i2')])).toMatchObject({ addressed: true })
  expect(await people.join([login('i1')])).toMatchObject({ addressed: true })
  expect(await people.join([login('i1'), slack('i3')])).toMatchObject({ addressed: true })
})

test('a name is of one kind: the same of another kind is somebody else', async () => {
  await people.join([email('f')])
  await people.join([slack('f')])
  expect(await groups('f')).toEqual([['f'], ['f']])
})

test('who is known is told by any name', async () => {
  expect(await people.anyKnown([])).toBe(false)
  expect(await people.anyKnown([email('g'), email('h')])).toBe(false)
  await people.join([email('g\u0000')])
  expect(await people.anyKnown([email('h'), email('g\u0000')])).toBe(true)
})
