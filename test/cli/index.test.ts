import { sallyport } from './run-cli.ts'

test('help names every command', async () => {
  const { status, out } = await sallyport(['--help'])
  expect(status).toBe(0)
  expect(out.match(/^ {2}(\w+)(?= .*\S)/gm)?.map((name) => name.trim())).toEqual(
    expect.arrayContaining(['serve', 'check', 'migrate', 'approvals', 'sessions', 'policy']),
  )
})

test.each([[['nothing']], [['approvals', 'approve']], [['decide']], [['check', '--odd']]])(
  '%j is refused with help',
  async (args) => {
    const { status, out, err } = await sallyport(args)
    expect([status, out]).toEqual([1, ''])
    expect(err).toMatch(/^error: .*\n\nUsage: sallyport/)
  },
)
