import { adapters } from '../../src/protocols/index.ts'

test('each protocol has one adapter', () => {
  expect(adapters.map((adapter) => adapter.protocol)).toEqual(['http', 'git', 'github', 'gitlab', 'gitea'])
})
