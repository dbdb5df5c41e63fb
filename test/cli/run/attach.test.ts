import { attachCommand, detachCommand } from '../../../src/cli/run/attach.ts'
import { sallyport } from '../run-cli.ts'

test('the two commands say what they take', () => {
  const flags = (command: ReturnType<typeof attachCommand>) => command.options.map(({ long }) => long)
  expect(flags(attachCommand())).toEqual(expect.arrayContaining(['--gateway', '--write-environment', '--preset']))
  expect(flags(detachCommand())).toEqual(['--state'])
})

test('a job without a place for its environment, and one that was never attached', async () => {
  const attached = await sallyport(['attach'])
  expect([attached.status, attached.err]).toEqual([
    78,
    'sallyport: ERR_CONFIG: Nothing says where the environment of later steps goes.\n' +
      'sallyport: fix: Name a file by --write-environment, and read it in each step: . file\n',
  ])
  const detached = await sallyport(['detach'])
  expect([detached.status, detached.err.split('\n')[0]]).toEqual([
    78,
    'sallyport: ERR_NOT_ATTACHED: No session is kept for this job.',
  ])
})
