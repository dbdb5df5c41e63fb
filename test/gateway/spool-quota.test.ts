import { createSpoolQuota } from '../../src/gateway/spool-quota.ts'

test('a session has its share, whatever others take, and gets back what it gives', () => {
  const quota = createSpoolQuota(10)
  quota.of('a').take(6)
  quota.of('b').take(10)
  quota.of('a').take(4)
  expect(() => quota.of('a').take(1)).toThrow(
    expect.objectContaining({
      code: 'ERR_SPOOL_QUOTA',
      status: 429,
      message: 'The uploads of this session that are under way or held come to more than 10 bytes.',
    }),
  )
  quota.of('a').give(5)
  quota.of('a').take(5)
  quota.of('a').give(10)
  quota.of('a').take(10)
})
