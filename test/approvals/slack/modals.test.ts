import { detailsModal, REASON, reasonModal } from '../../../src/approvals/slack/modals.ts'
import { anApproval, anAsk } from '../../support/rows.ts'
import { faultsOf, markupIn, type Piece, wordsIn } from '../../support/slack/block-kit.ts'
import { aCall, aPush } from './operations.ts'

const approval = anApproval(anAsk('s-1', { operations: [aPush(), aCall('GET', '/orders')], digest: 'd'.repeat(64) }))
const asked = { approval: 'a-1', channel: 'C1', ts: '1.2', answer: 'deny' } as const

test('the form asks for a reason, and remembers what for', () => {
  const modal = reasonModal(approval, asked)
  expect(modal).toMatchObject({ callback_id: REASON.callback, private_metadata: JSON.stringify(asked) })
  expect(modal.blocks.at(-1)).toMatchObject({
    type: 'input',
    block_id: 'reason',
    element: { type: 'plain_text_input', action_id: 'reason', min_length: 1, max_length: 1_000 },
  })
  expect(modal.blocks.at(-1)).not.toHaveProperty('optional')
  const titles = (['approve', 'deny'] as const).map((answer) => reasonModal(approval, { ...asked, answer }).title)
  expect(titles).toMatchObject([{ text: 'Approve once' }, { text: 'Deny' }])
  expect(faultsOf(modal.blocks as Piece[], 'modal')).toEqual([])
})

test('details are every operation, as a person reads it and as it is', () => {
  const { blocks } = detailsModal(approval)
  const words = wordsIn(blocks)
  expect(words).toContain('git.push: push to main of acme/shop')
  expect(words).toContain('"new": "2222222222222222222222222222222222222222"')
  expect(words).toContain('http.GET: call GET /orders')
  expect(words).toContain(`Digest ${'d'.repeat(64)}`)
  expect(faultsOf(blocks as Piece[], 'modal')).toEqual([])
})

test('the largest details keep to Slack’s limits, are cut with a count, and hold no markup of an agent’s', () => {
  const huge = '<!channel>\u202e'.repeat(1_000)
  const operations = Array.from({ length: 300 }, () =>
    aPush({ commits: Array(100).fill({ oid: 'a', head: huge }) }, { ref: huge }),
  )
  const { blocks } = detailsModal({ ...approval, operations: operations as never })
  expect(faultsOf(blocks as Piece[], 'modal')).toEqual([])
  expect(wordsIn(blocks)).toMatch(/… and 2\d\d more: the approval's page shows all of them\./)
  expect(markupIn(blocks)).toEqual(['Approval a-1', `Digest ${'d'.repeat(64)}`])
  expect(wordsIn(blocks)).not.toContain('\u202e')
})
