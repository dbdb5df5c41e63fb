import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { forGitHub, forShell, remaining } from '../../../src/cli/run/job-environment.ts'

const job = {
  set: { PLAIN: 'a b', LINES: 'one\nEND<<two\n', QUOTED: `it's $HOME \`x\` "y"`, AWS_KEY: 'placeholder' },
  removed: ['ACTIONS_RUNTIME_TOKEN', 'AWS_KEY', 'GITLAB_TOKEN', 'ODD-NAME'],
}

test('for GitHub: each value between lines that it can not hold, what was removed empty', () => {
  const text = forGitHub(job)
  const [, end] = /^PLAIN<<(sallyport_[0-9a-f]{32})$/m.exec(text)!
  const values = { ...job.set, GITLAB_TOKEN: '', 'ODD-NAME': '' }
  expect(text).toBe(
    Object.entries(values)
      .map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`)
      .join(''),
  )
  expect(forGitHub(job)).not.toContain(end)
})

test('what the runner gives to later steps again', () => {
  expect(remaining(job.removed)).toEqual(['ACTIONS_RUNTIME_TOKEN'])
})

test('for a shell: every value as it is, what was removed gone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-shell-'))
  const file = join(folder, 'env')
  writeFileSync(file, forShell(job))
  const script = `. "${file}"; printf '%s|' "$PLAIN" "$LINES" "$QUOTED" "$AWS_KEY" "$\{GITLAB_TOKEN-gone}"`
  const env = { PATH: process.env.PATH, GITLAB_TOKEN: 'x', HOME: '/home' }
  const printed = String(execFileSync('sh', ['-c', script], { env }))
  rmSync(folder, { recursive: true })
  expect(printed).toBe(`${Object.values(job.set).join('|')}|gone|`)
})
