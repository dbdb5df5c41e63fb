import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand } from '../../../src/credentials/secrets/command.ts'
import { fault, MISCONFIGURED, USELESS } from '../surroundings.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-command-'))
afterAll(() => rmSync(folder, { recursive: true }))

const shell = (script: string, ...given: string[]) => {
  return { from: 'command', name: '/bin/sh', arguments: ['-c', script, ...given], seconds: 60 } as const
}
const mask = (text: string) => text.replaceAll('hunter2', '[masked]')
const run = (script: string, patience?: number, environment: NodeJS.ProcessEnv = {}) =>
  runCommand(shell(script), environment, mask, patience)

test('the secret is what it prints, without the last line end', async () => {
  expect(await run('printf "one\\ntwo\\n"')).toBe('one\ntwo')
})

test('no shell reads its arguments', async () => {
  const echo = { from: 'command', name: 'echo', arguments: ['$HOME', '`id`', '; id'], seconds: 60 } as const
  expect(await runCommand(echo, { PATH: process.env.PATH, HOME: '/' }, mask)).toBe('$HOME `id` ; id')
})

test('it knows what it is given, and nothing else', async () => {
  expect(await run('echo "$GIVEN-$HELD-"', undefined, { GIVEN: 'a' })).toBe('a--')
})

test('a failure is told in the first line of its standard error, on one line and masked', async () => {
  await expect(run('printf "\\nno \\033[31m hunter2\\nmore\\n" >&2; exit 3')).rejects.toEqual(
    fault('refused', 'the program /bin/sh ended with status 3: no  [31m [masked]'),
  )
  await expect(run('kill -TERM $$')).rejects.toEqual(fault('refused', 'the program /bin/sh was ended by SIGTERM'))
})

test('one that prints nothing, and one that isn’t there', async () => {
  await expect(run('true')).rejects.toThrow('command:/bin/sh is empty')
  const absent = { from: 'command', name: join(folder, 'absent'), arguments: [], seconds: 60 } as const
  await expect(runCommand(absent, {}, mask)).rejects.toEqual(
    fault(MISCONFIGURED, `the program ${absent.name} can't be started (ENOENT)`),
  )
})

test('one without end is ended, with all that it started', async () => {
  const pid = join(folder, 'pid')
  await expect(run(`sleep 60 & echo $! > ${pid}; wait`, 300)).rejects.toEqual(
    fault('gave no answer in time', 'the program /bin/sh ran for more than 0.3 seconds'),
  )
  await ended(pid)
})

test('what it leaves behind is ended, too', async () => {
  const pid = join(folder, 'left')
  expect(await run(`sleep 60 > /dev/null 2>&1 & echo $! > ${pid}; echo one`)).toBe('one')
  await ended(pid)
})

test('one that prints without end is ended', async () => {
  await expect(run('exec cat /dev/zero')).rejects.toEqual(
    fault(USELESS, 'the program /bin/sh printed more than 64 KiB'),
  )
})

/** Until the process that a file names has ended: a kill is carried out some time after it is sent. */
async function ended(file: string): Promise<void> {
  while (isRunning(Number(readFileSync(file, 'utf8')))) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** A process that has ended may still be waiting to be read out. */
function isRunning(pid: number): boolean {
  const stat = `/proc/${pid}/stat`
  return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'))
}
