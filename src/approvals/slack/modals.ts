import type { Approval } from '../../core/approval.ts'
import type { Operation } from '../../core/operation.ts'
import { actionOf } from './action.ts'
import { type Block, paragraph, plain, smallPrint } from './block-kit.ts'
import { titleOf } from './message.ts'
import { clean, escaped, fitting } from './text.ts'

/** A modal as `views.open` takes it. */
export type Modal = { readonly type: 'modal'; readonly blocks: readonly Block[]; readonly [field: string]: unknown }

/** What a modal about a reason was opened for; stands in its `private_metadata`. */
export interface Asked {
  readonly approval: string
  readonly channel: string
  readonly ts: string
  readonly answer: 'approve' | 'deny'
}

/** Names the modal that asks for a reason, and its input. */
export const REASON = { callback: 'sallyport_reason', block: 'reason', input: 'reason' } as const
/** Characters of a reason. */
const LONGEST_REASON = 1_000
/** Operations with all their lines, and characters of JSON of each. */
const DETAILED = { operations: 20, characters: 2_000, text: 40_000 }

/** Asks why, before an answer is given. */
export function reasonModal(approval: Approval, asked: Asked): Modal {
  const deny = asked.answer === 'deny'
  return {
    type: 'modal',
    callback_id: REASON.callback,
    private_metadata: JSON.stringify(asked),
    title: plain(deny ? 'Deny' : 'Approve once', 24),
    submit: plain(deny ? 'Deny' : 'Approve once', 24),
    close: plain('Cancel', 24),
    blocks: [
      paragraph(titleOf(approval)),
      {
        type: 'input',
        block_id: REASON.block,
        label: plain('Why?'),
        hint: plain(deny ? 'The agent is told, and everybody here.' : 'It is kept with the approval.'),
        element: {
          type: 'plain_text_input',
          action_id: REASON.input,
          multiline: true,
          min_length: 1,
          max_length: LONGEST_REASON,
        },
      },
    ],
  }
}

/** Everything that would be done, as far as it fits. */
export function detailsModal(approval: Approval): Modal {
  const { operations } = approval
  let room = DETAILED.text
  const shown: Block[] = []
  for (const operation of operations.slice(0, DETAILED.operations)) {
    const blocks = [paragraph(readable(operation)), paragraph(exact(operation))]
    room -= JSON.stringify(blocks).length
    if (room < 0) break
    shown.push(...blocks)
  }
  const left = operations.length - shown.length / 2
  return {
    type: 'modal',
    callback_id: 'sallyport_details',
    title: plain('What would happen', 24),
    close: plain('Close', 24),
    blocks: [
      paragraph(titleOf(approval)),
      ...shown,
      ...(left === 0 ? [] : [paragraph(`… and ${left} more: the approval's page shows all of them.`)]),
      smallPrint([`Approval ${approval.id}`, `Digest ${escaped(clean(approval.digest, 64))}`]),
    ],
  }
}

function readable(operation: Operation): string {
  const { phrase, lines } = actionOf(operation)
  return fitting([`${clean(operation.kind, 100)}: ${phrase}`, ...lines], { lines: 60, characters: DETAILED.characters })
}

function exact({ access, resource, detail }: Operation): string {
  const lines = JSON.stringify({ access, resource, detail }, null, 1).split('\n')
  const kept = lines.map((line) => `${' '.repeat(line.search(/\S|$/))}${clean(line, 300)}`)
  return fitting(kept, { lines: 80, characters: DETAILED.characters })
}
