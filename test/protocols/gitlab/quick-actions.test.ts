import type { Json } from '../../../src/core/json.ts'
import { quickActions } from '../../../src/protocols/gitlab/quick-actions.ts'

const does = (given: { readonly [name: string]: Json }) =>
  quickActions({
    protocol: 'gitlab',
    door: 'POST /notes',
    resource: '/notes',
    repository: 'acme/shop',
    get: (name) => given[name],
  }).map((effect) => ('to' in effect ? effect.to : effect.does))

test.each([
  ['/merge', ['push']],
  ['Well done.\r\n\t/Merge please', ['push']],
  ['> /merge', ['push']],
  ['/approve\n/merge\n/approve', ['approvals', 'push']],
  ['/create_merge_request x\n/tag v1', ['push', 'push']],
  ['/rebase\r/ship', ['push', 'push']],
  ['/run_pipeline', ['workflows']],
  ['/submit_review approve', ['approvals']],
  ['/label ~bug\n/constructor\n/merger', []],
  ['a /merge, or src/merge', []],
])('%j', (body, expected) => {
  expect(does({ body })).toEqual(expected)
})

test('texts of every name are read', () => {
  expect(does({ description: '/merge', note: '/approve', body: 7 })).toEqual(['push', 'approvals'])
  expect(does({})).toEqual([])
})
