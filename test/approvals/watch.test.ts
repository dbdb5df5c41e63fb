import { createWatch } from '../../src/approvals/watch.ts'
import type { Approval } from '../../src/core/approval.ts'
import { anApproval, anAsk } from '../support/rows.ts'

const never = new AbortController().signal
const pending = (id: string) => anApproval(anAsk('s-1'), { id })
const turn = () => new Promise(setImmediate)

function watching() {
  const asked: (readonly string[])[] = []
  const errors: unknown[] = []
  const answers = new Map<string, Approval>()
  let gate = Promise.resolve()
  const hold = (until: Promise<void>): void => {
    gate = until
  }
  const watch = createWatch(
    {
      async answered(ids) {
        asked.push(ids)
        await gate
        return ids.flatMap((id) => answers.get(id) ?? [])
      },
    },
    (error) => errors.push(error),
  )
  return { watch, asked, errors, answers, hold }
}

test('of all that is told while a query is under way, one query more looks', async () => {
  const { watch, asked, answers, hold } = watching()
  const waits = ['a', 'b', 'c'].map((id) => watch.answered(pending(id), 60_000, never))
  await turn()
  asked.length = 0
  const release = Promise.withResolvers<void>()
  hold(release.promise)
  for (const id of ['a', 'b', 'c']) {
    answers.set(id, { ...pending(id), state: 'approved' })
    watch.look(id)
  }
  release.resolve()
  expect((await Promise.all(waits)).map(({ id, state }) => [id, state])).toEqual([
    ['a', 'approved'],
    ['b', 'approved'],
    ['c', 'approved'],
  ])
  expect(asked).toEqual([['a'], ['b', 'c']])
})

test('for what nobody waits for nothing is asked; null asks for all', async () => {
  const { watch, asked, answers } = watching()
  watch.look('a')
  watch.look(null)
  await turn()
  expect(asked).toEqual([])
  const wait = watch.answered(pending('a'), 60_000, never)
  await turn()
  answers.set('a', { ...pending('a'), state: 'denied' })
  watch.look(null)
  expect((await wait).state).toBe('denied')
  watch.look('a')
  await turn()
  expect(asked).toEqual([['a'], ['a']])
})

test('a look that fails is said, and the next one is made all the same', async () => {
  const { watch, errors, answers, hold } = watching()
  hold(Promise.reject(new Error('away')))
  const wait = watch.answered(pending('a'), 60_000, never)
  await turn()
  expect(errors).toEqual([new Error('away')])
  hold(Promise.resolve())
  answers.set('a', { ...pending('a'), state: 'approved' })
  watch.look(null)
  expect((await wait).state).toBe('approved')
})

test('a wait longer than a timer can be does not end at once', async () => {
  const { watch, answers } = watching()
  const wait = watch.answered(pending('a'), 2 ** 40, never)
  setTimeout(() => {
    answers.set('a', { ...pending('a'), state: 'approved' })
    watch.look('a')
  }, 20)
  expect((await wait).state).toBe('approved')
})
