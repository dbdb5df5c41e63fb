import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from './fake-slack.ts'

/** The fake as a process of its own, told what to do over IPC: what `start.ts` kills. */
const slack: FakeSlack = await startFakeSlack(JSON.parse(process.argv[2]!) as FakeSlackOptions)

process.on('message', async ({ id, name, given }: { id: number; name: keyof FakeSlack; given: readonly unknown[] }) => {
  const member = slack[name] as unknown
  const result = typeof member === 'function' ? await member.apply(slack, given) : member
  process.send!({ id, result })
})
process.on('disconnect', () => process.exit(0))
process.send!({ port: slack.port, url: slack.url })
