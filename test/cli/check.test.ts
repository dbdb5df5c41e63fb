import { temporaryFolder, write } from '../config/files.ts'
import { bundle, sallyport } from './run-cli.ts'

const folder = temporaryFolder()
const config = (more: string) => `listen:
  agents: { address: 127.0.0.1:7070 }
  people: { address: 127.0.0.1:7071 }
  status: { address: 127.0.0.1:7072 }
policy: { bundle: ${JSON.stringify(bundle)} }
issuers:
  - { name: ci, issuer: "https://ci.test", audience: sallyport }
agents:
  - { name: shop-ci, issuer: ci, claims: { repository: acme/shop } }
${more}`

test('five mistakes in one file are five lines that say where, and exit status 1', async () => {
  const file = write(
    folder,
    config(`connections:
  - { name: Shop, protocol: git, upstream: "https://git.test" }
  - { name: api, protocol: htpp, upstream: "https://api.test" }
  - { name: raw, protocol: http, upstream: "ftp://raw.test" }
  - { name: key, protocol: http, upstream: "https://key.test", credential: { bearer: "env:NOT_SET_HERE" } }
mod: development
`),
  )
  expect(await sallyport(['check', '-c', file])).toEqual({
    status: 1,
    out: '',
    err: `${[
      '11:7: connections[0].name must be of a-z, 0-9 and hyphens, and begin with no hyphen',
      '12:18: connections[1].protocol must be one of http, git, github, gitlab, gitea; did you mean "http"?',
      '13:34: connections[2].upstream must be an http:// or https:// URL without user, query or fragment',
      '14:78: connections[3].credential.bearer names the environment variable NOT_SET_HERE, which is not set',
      '15:1: mod is not a field here; did you mean "mode"?',
    ]
      .map((problem) => `${file}:${problem}`)
      .join('\n')}\n5 problems\n`,
  })
})

test('a file that is fine is said to be', async () => {
  const file = write(folder, config('connections: []\n'), 'fine.yaml')
  expect(await sallyport(['check', '-c', file])).toEqual({ status: 0, out: `${file} is fine\n`, err: '' })
})
