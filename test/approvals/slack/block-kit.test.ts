import {
  button,
  columns,
  header,
  link,
  moment,
  paragraph,
  plain,
  smallPrint,
} from '../../../src/approvals/slack/block-kit.ts'
import { faultsOf, type Piece } from '../../support/slack/block-kit.ts'

test('whatever is in them, blocks keep to Slack’s limits', () => {
  const long = '🎉'.repeat(5_000)
  const blocks = [
    header(long),
    paragraph(long),
    paragraph(''),
    columns(Array(12).fill(long)),
    { type: 'actions', elements: [button('a', long, { value: 'v' })] },
    smallPrint(Array(12).fill('x')),
  ]
  expect(faultsOf(blocks as Piece[], 'message')).toEqual([])
})

test('plain text is no markup, and no emoji', () => {
  expect(plain('<!channel> :tada:')).toEqual({ type: 'plain_text', text: '<!channel> :tada:', emoji: false })
})

test('a moment is in the reader’s time, or in UTC', () => {
  expect(moment(Date.UTC(2040, 0, 2, 12))).toBe(
    '<!date^2209118400^{date_short_pretty} {time_secs}|2040-01-02 12:00 UTC>',
  )
})

test('a link ends nowhere but where we end it', () => {
  expect(link('https://a.test/?b=1&c=|d>', 'x > y')).toBe('<https://a.test/?b=1&amp;c=%7Cd&gt;|x &gt; y>')
})
