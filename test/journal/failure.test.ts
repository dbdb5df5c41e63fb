import { approvalUsed, isRefusal, tampered, unavailable } from '../../src/journal/failure.ts'
import { atFault, down } from './entries.ts'

test('a row that the database refuses is told from a database at fault, and from a chain that has gone on', () => {
  expect([atFault('22P02'), atFault('23514'), atFault('23505'), down(), 'thrown'].map(isRefusal)).toEqual([
    ...[true, true, false, false, false],
  ])
})

test('what is told names nothing of the database', () => {
  const cause = down()
  expect(unavailable(cause)).toMatchObject({
    code: 'ERR_JOURNAL_UNAVAILABLE',
    message: "The journal can't be written, and nothing goes upstream that isn't on record.",
    cause,
  })
  expect([approvalUsed().code, approvalUsed().fix]).toEqual(['ERR_APPROVAL_USED', 'Repeat the request to ask again.'])
  expect([tampered('w-1').code, tampered('w-1').message]).toEqual([
    'ERR_JOURNAL_TAMPERED',
    'The chain w-1 is not in the database as this process wrote it.',
  ])
})
