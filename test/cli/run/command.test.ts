import { runCommand, takeSignals } from '../../../src/cli/run/command.ts'

const deaf = { passTo: () => {} }

test.each([
  ['exit 0', 0],
  ['exit 9', 9],
  ['kill -KILL $$', 137],
])('%s', async (script, expected) => {
  expect(await runCommand(['sh', '-c', script], { PATH: process.env.PATH }, deaf)).toBe(expected)
})

test('a command has the environment that it is given, and no other', async () => {
  const script = 'test "$MINE" = yes && test -z "$HOME"'
  expect(await runCommand(['sh', '-c', script], { PATH: process.env.PATH, MINE: 'yes' }, deaf)).toBe(0)
})

test('one that is not there', async () => {
  const error = { code: 'ERR_COMMAND_UNKNOWN', message: "The command ./none can't be started." }
  await expect(runCommand(['./none'], {}, deaf)).rejects.toMatchObject(error)
})

test('signals wait for a command, then go to it', () => {
  const signals = takeSignals(false)
  const sent: unknown[] = []
  process.emit('SIGTERM', 'SIGTERM')
  process.emit('SIGHUP', 'SIGHUP')
  expect(signals.pending).toBe('SIGTERM')
  signals.passTo({ kill: (signal) => Boolean(sent.push(signal)) })
  process.emit('SIGINT', 'SIGINT')
  signals.release()
  expect(sent).toEqual(['SIGTERM', 'SIGINT'])
  expect(process.listenerCount('SIGUSR2')).toBe(0)
})

test("a terminal's signals reach its commands by themselves", () => {
  const signals = takeSignals(true)
  const sent: unknown[] = []
  signals.passTo({ kill: (signal) => Boolean(sent.push(signal)) })
  process.emit('SIGINT', 'SIGINT')
  process.emit('SIGQUIT', 'SIGQUIT')
  process.emit('SIGTERM', 'SIGTERM')
  signals.release()
  expect(sent).toEqual(['SIGTERM'])
})

test('signals go to another process where one is named', async () => {
  let kill: ((signal: NodeJS.Signals) => boolean) | undefined
  const seen: number[] = []
  const signals = {
    passTo(child: { kill: (signal?: NodeJS.Signals) => boolean }) {
      kill = child.kill
    },
  }
  const target = (started: number): number => {
    seen.push(started)
    return started
  }
  const ended = runCommand(['sleep', '30'], { PATH: process.env.PATH }, signals, target)
  while (kill === undefined) await new Promise((resolve) => setImmediate(resolve))
  expect(kill('SIGTERM')).toBe(true)
  expect(await ended).toBe(143)
  expect([seen.length, kill('SIGTERM')]).toEqual([1, false])
})
