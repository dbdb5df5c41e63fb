import { createForwarder } from '../../../src/gateway/forward.ts'
import { handle } from '../../../src/gateway/handle.ts'
import { git } from '../../../src/protocols/git/index.ts'
import { allow, connectionTo, fakeGate, masking, TOKEN } from '../../gateway/fake-gate.ts'
import { closeServers, serve } from '../../gateway/loopback.ts'
import { type Ran, sandbox, serveGit } from './real-git.ts'

const forwarder = createForwarder()
afterAll(() => forwarder.close())
afterEach(closeServers)

const mask = masking({ code: 'secrets/masks', detector: 'github-token' })

/** Clones through a gate whose policy answers so; what git printed, and what the gate put on record. */
async function cloned(version: string, decisions: Parameters<typeof fakeGate>[0] & object): Promise<[Ran, unknown[]]> {
  const box = await sandbox()
  const upstream = await serveGit(box.bare, async (_request, _res, answer) => answer())
  const connection = connectionTo(new URL('.', upstream.url), { protocol: 'git' })
  const { gate, outcomes } = fakeGate({
    ...decisions,
    connections: [connection],
    adapters: new Map([['git', git]]),
    forwarder,
  })
  const url = await serve((req, res) => void handle(gate, req, res))
  const remote = `http://x:${TOKEN}@${url.host}/c/shop/shop.git`
  const ran = await box.git(box.clone, '-c', `protocol.version=${version}`, 'clone', '-q', remote, `copy-${version}`)
  upstream.close()
  return [ran, outcomes.map(({ code }) => code)]
}

const WORDS = [
  "gate: ERR_UNMASKABLE: Git's objects are named by their content: a fetch can't be masked.",
  'gate: fix: Allow or deny the repository as a whole.',
]

test.each(['0', '2'])(
  'in version %s an advertisement that is to be masked is refused, and git says why',
  async (version) => {
    const [ran, codes] = await cloned(version, { decisions: [mask] })
    expect(ran).toMatchObject({
      code: 128,
      out: expect.stringMatching(`^fatal: remote error: ${WORDS.join('\n')}\ngate: exchange `),
    })
    expect(codes).toEqual(['ERR_UNMASKABLE'])
  },
)

test.each([
  ['0', [allow, mask]],
  ['2', [allow, allow, mask]],
] as const)('in version %s so is the fetch itself', async (version, decisions) => {
  const [ran, codes] = await cloned(version, { decisions })
  expect(ran).toMatchObject({ code: 128, out: expect.stringContaining(`fatal: remote error: ${WORDS.join('\n')}\n`) })
  expect(codes).toEqual([...decisions.slice(1).map(() => null), 'ERR_UNMASKABLE'])
})
