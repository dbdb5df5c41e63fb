import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { needing } from '../support/parts.ts'
import { makeRepository, type Repository } from './forge.ts'
import { type Gate, run, startGate } from './gate.ts'

let gate: Gate

beforeAll(async () => {
  gate = await startGate()
}, 60_000)
afterAll(() => gate.close())

/** What git's own receive-pack made of the certificate. */
const HOOK = 'echo "certificate: $GIT_PUSH_CERT_STATUS $GIT_PUSH_CERT_NONCE_STATUS"'
const SETTINGS = ['receive.certNonceSeed=any', 'receive.certNonceSlop=60', 'receive.advertisePushOptions=true']

async function signedPush({ git, commit, upstream, recorded }: Repository, pusher: RegExp): Promise<void> {
  await commit('first')
  const pushed = await git(
    'push',
    '--signed=yes',
    '-o',
    'merge_request.draft',
    'origin',
    'main:refs/heads/agent/1',
    'main:topic',
  )
  expect(pushed).toMatchObject({ status: 0 })
  expect(pushed.output).toMatch(/^remote: certificate: [GU] (?:OK|SLOP) *$/m)
  expect(await upstream('for-each-ref', '--format=%(refname)')).toBe('refs/heads/agent/1\nrefs/heads/topic')
  const certificate = { pusher: expect.stringMatching(pusher) }
  expect((await recorded()).slice(-2)).toMatchObject([
    {
      resource: expect.stringContaining('#refs/heads/agent/1'),
      detail: { certificate, push_options: ['merge_request.draft'] },
    },
    { resource: expect.stringContaining('#refs/heads/topic'), detail: { certificate } },
  ])
  // What is refused is refused in the same words, signed or not.
  const refused = await git('push', '--signed=yes', 'origin', 'main:refs/notes/x')
  expect(refused.status).toBe(1)
  expect(refused.output).toMatch(/ ! \[remote rejected\] main -> refs\/notes\/x \(ERR_DENIED: /)
}

needing('ssh-keygen')('a push signed with an SSH key', async () => {
  const key = join(gate.directory, 'key')
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'a@test', '-f', key])
  const allowed = join(gate.directory, 'allowed')
  await run('sh', ['-c', `echo "a@test $(cat '${key}.pub')" > '${allowed}'`])
  const settings = [...SETTINGS, 'gpg.format=ssh', `gpg.ssh.allowedSignersFile=${allowed}`]
  const repository = await makeRepository(gate, 'ssh', { settings, hook: HOOK })
  await repository.git('config', 'gpg.format', 'ssh')
  await repository.git('config', 'user.signingKey', `${key}.pub`)
  await signedPush(repository, /^SHA256:[A-Za-z0-9+/]{43}$/)
})

needing('gpg')('a push signed with an OpenPGP key', async () => {
  const home = join(gate.directory, 'gnupg')
  mkdirSync(home, { mode: 0o700 })
  const program = join(gate.directory, 'gpg.sh')
  writeFileSync(program, `#!/bin/sh\nexec gpg --homedir '${home}' "$@"\n`)
  chmodSync(program, 0o755)
  await run(program, ['--batch', '--passphrase', '', '--quick-generate-key', 'A <a@test>', 'ed25519', 'sign', 'never'])
  try {
    const settings = [...SETTINGS, `gpg.program=${program}`]
    const repository = await makeRepository(gate, 'gpg', { settings, hook: HOOK })
    await repository.git('config', 'gpg.program', program)
    await repository.git('config', 'user.signingKey', 'a@test')
    await signedPush(repository, /^a@test$/)
  } finally {
    await run('gpgconf', ['--homedir', home, '--kill', 'all'])
  }
})
