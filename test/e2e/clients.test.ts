import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { serveGit } from '../../scripts/sample/forge.ts'
import { closeNow, listenOnLoopback } from '../../scripts/sample/loopback.ts'
import { MADE_UP_KEY } from '../../scripts/sample/upstream.ts'
import { entry } from '../cli/run-cli.ts'
import { needing } from '../support/parts.ts'
import { type Gate, jobEnvironment, run, startGate } from './gate.ts'
import { bundleWith } from './settings.ts'

/**
 * What each client does by itself under `sallyport run`, with nothing but its own settings: a request that is allowed,
 * one that is refused, and one whose answer has a secret in it. Clients of the registries, Kubernetes and the clouds
 * join the table with their adapters.
 */

let gate: Gate
let home: string
const reached: string[] = []
const files = new Map<string, { type: string; body: Buffer | string }>()

const server = http.createServer((req: IncomingMessage, res: ServerResponse) => {
  const [path, query = ''] = req.url!.split('?', 2) as [string, string?]
  if (path.startsWith('/git/')) {
    serveGit(join(gate.directory, 'upstream'), path.slice('/git'.length), query, req, res)
    return
  }
  reached.push(`${req.method} ${path}`)
  if (req.method === 'POST') {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      files.set(path, { type: 'application/json', body: Buffer.concat(chunks) })
      res.end()
    })
    return
  }
  const file = files.get(path)
  if (file === undefined) res.writeHead(404).end()
  else res.writeHead(200, { 'content-type': file.type }).end(file.body)
})

beforeAll(async () => {
  const url = await listenOnLoopback(server, 0)
  gate = await startGate({
    more:
      `  - { name: shop, protocol: http, upstream: "${url}", hosts: [shop.test] }\n` +
      `  - { name: packages, protocol: http, upstream: "${url}", hosts: [packages.test], labels: { data: public } }\n` +
      `  - { name: code, protocol: git, upstream: "${url}/git", hosts: [code.test] }\n`,
    bundle: bundleWith({
      http: { allowed_writes: ['/state/allowed'] },
      git: { reads: { repositories: ['acme/*'] } },
    }),
  })
  home = join(gate.directory, 'home')
  await mkdir(home)
  files.set('/allowed', { type: 'text/plain', body: 'in order\n' })
  files.set('/secret', { type: 'text/plain', body: `key ${MADE_UP_KEY} end\n` })
}, 60_000)
afterAll(async () => {
  await gate.close()
  await closeNow(server)
})

/** What a shell script prints, on either stream, under `sallyport run` and in a folder of its own. */
async function under(script: string, files: Record<string, string> = {}): Promise<string> {
  const cwd = await mkdtemp(join(home, 'job-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text)
  const child = spawn(process.execPath, [entry, 'run', '--', 'sh', '-c', `exec 2>&1; ${script}`], {
    cwd,
    env: jobEnvironment(gate, home),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  await once(child, 'close')
  return output
}

const DENIED = /"code":"ERR_DENIED",.*"message":"No rule permits http\.DELETE on \/orders\."/
const MASKED = '[masked:aws-access-key]'

/** What a client that prints answers' bodies has to print of the three. */
function expectThree(output: string): void {
  expect(output).toMatch(/^in order$/m)
  expect(output).toMatch(DENIED)
  expect(output).toContain(`key ${MASKED} end`)
  expect(output).not.toContain(MADE_UP_KEY)
  expect(reached.splice(0)).toEqual(['GET /allowed', 'GET /secret'])
}

beforeEach(() => {
  reached.length = 0
})

needing('curl', '--version')(
  'curl',
  async () => {
    const ask = 'curl -sS https://shop.test'
    expectThree(await under(`${ask}/allowed; ${ask}/orders -X DELETE; ${ask}/secret`))
  },
  60_000,
)

needing('wget', '--version')(
  'wget',
  async () => {
    const ask = 'wget -nv --content-on-error -O- https://shop.test'
    expectThree(await under(`${ask}/allowed; ${ask}/orders --method=DELETE; ${ask}/secret`))
  },
  60_000,
)

test("Node's own fetch", async () => {
  const program = `
for (const [method, path] of [['GET', '/allowed'], ['DELETE', '/orders'], ['GET', '/secret']]) {
  const answer = await fetch('https://shop.test' + path, { method })
  console.log(await answer.text())
}`
  expectThree(await under(`'${process.execPath}' ask.mjs`, { 'ask.mjs': program }))
}, 60_000)

needing('/usr/bin/python3', '-c', 'import requests')(
  'requests of Python',
  async () => {
    const program = `
import requests
for method, path in [('GET', '/allowed'), ('DELETE', '/orders'), ('GET', '/secret')]:
    print(requests.request(method, 'https://shop.test' + path).text)
`
    expectThree(await under('/usr/bin/python3 ask.py', { 'ask.py': program }))
  },
  60_000,
)

needing('go')(
  'a program in Go',
  async () => {
    const program = `package main

import (
	"io"
	"net/http"
	"os"
)

func main() {
	for _, ask := range [][2]string{{"GET", "/allowed"}, {"DELETE", "/orders"}, {"GET", "/secret"}} {
		request, _ := http.NewRequest(ask[0], "https://shop.test"+ask[1], nil)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			panic(err)
		}
		io.Copy(os.Stdout, answer.Body)
		os.Stdout.WriteString("\\n")
	}
}
`
    const file = join(gate.directory, 'ask.go')
    await writeFile(file, program)
    const built = await run('go', ['build', '-o', join(gate.directory, 'ask'), file])
    expect(built).toEqual({ status: 0, output: '' })
    expectThree(await under(join(gate.directory, 'ask')))
  },
  240_000,
)

test('git', async () => {
  const output = await under(
    'git clone https://code.test/acme/shop.git a && ls a; git clone https://code.test/other/shop.git b; git clone https://shop.test/git/acme/shop.git c',
  )
  expect(output).toMatch(/^README\.md$/m)
  expect(output).toMatch(/^gate: sallyport\/default-deny: No rule permits git\.fetch on other\/shop\.$/m)
  // What git fetches is named by its content: where answers are masked there is none.
  expect(output).toContain(
    "unable to access 'https://shop.test/git/acme/shop.git/': The requested URL returned error: 502",
  )
}, 60_000)

needing(
  '/usr/bin/python3',
  '-m',
  'pip',
  '--version',
)(
  'pip',
  async () => {
    const wheel = 'sample_package-1.0.0-py3-none-any.whl'
    const file = join(gate.directory, wheel)
    await run('/usr/bin/python3', ['-c', WHEEL, file])
    files.set(`/simple/${wheel}`, { type: 'application/zip', body: await readFile(file) })
    const page = (yanked: string) => ({
      type: 'text/html',
      body: `<!doctype html><a href="https://packages.test/simple/${wheel}"${yanked}>${wheel}</a>`,
    })
    files.set('/simple/sample-package/', page(''))
    files.set('/yanked/sample-package/', page(` data-yanked="leaked ${MADE_UP_KEY}"`))
    const download = '/usr/bin/python3 -m pip --disable-pip-version-check --no-cache-dir --retries 0 download --no-deps'
    const output = await under(
      `${download} -i https://packages.test/simple/ sample-package==1.0.0; ` +
        `${download} -vv -i https://elsewhere.test/simple/ sample-package; ` +
        `${download} -i https://shop.test/yanked/ sample-package==1.0.0`,
    )
    expect(output).toContain(`Saved ./${wheel}`)
    expect(output).toMatch(/elsewhere\.test\/simple\/sample-package\/: 403 Client Error: ERR_DENIED: The policy denies/)
    expect(output).toContain(`Reason for being yanked: leaked ${MASKED}`)
  },
  60_000,
)

/** A wheel (PEP 427) of a package without any code. */
const WHEEL = `
import sys, zipfile
about = 'sample_package-1.0.0.dist-info/'
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr(about + 'METADATA', 'Metadata-Version: 2.1\\nName: sample-package\\nVersion: 1.0.0\\n')
    wheel.writestr(about + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(about + 'RECORD', '')
`

test('npm', async () => {
  const folder = join(gate.directory, 'left')
  await mkdir(folder)
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'left', version: '1.0.0' }))
  await run('npm', ['pack', '--silent', '--pack-destination', gate.directory, folder])
  const archive = await readFile(join(gate.directory, 'left-1.0.0.tgz'))
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`
  const dist = { integrity, tarball: 'https://packages.test/npm/left/-/left-1.0.0.tgz' }
  const about = (description: string) => {
    const version = { name: 'left', version: '1.0.0', description, dist }
    const body = JSON.stringify({ name: 'left', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } })
    return { type: 'application/json', body }
  }
  files.set('/npm/left', about('Pads'))
  files.set('/leaky/left', about(`Pads ${MADE_UP_KEY}`))
  files.set('/npm/left/-/left-1.0.0.tgz', { type: 'application/octet-stream', body: archive })
  const npm = 'npm --loglevel=error --fetch-retries=0 --//shop.test/npm/:_authToken=placeholder'
  const output = await under(
    `${npm} install --registry https://packages.test/npm/ left; mkdir new; echo '{"name":"right","version":"1.0.0"}' > new/package.json; ` +
      `${npm} publish ./new --registry https://shop.test/npm/; ${npm} view left description --registry https://shop.test/leaky/`,
  )
  expect(output).toMatch(/^added 1 package in /m)
  expect(output).toMatch(/^npm error 403 403 Forbidden - PUT https:\/\/shop\.test\/npm\/right/m)
  expect(output).toContain(`Pads ${MASKED}`)
  expect(reached.filter((it) => it.startsWith('PUT'))).toEqual([])
}, 60_000)

needing('terraform')(
  'terraform',
  async () => {
    const planned = (state: string) => `
terraform {
  backend "http" { address = "https://shop.test/state/${state}" }
}
resource "terraform_data" "one" { input = "made" }
output "one" { value = terraform_data.one.output }
`
    const settings = 'export TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1'
    const apply = `${settings}; terraform init -no-color && terraform apply -no-color -auto-approve`
    expect(await under(apply, { 'main.tf': planned('allowed') })).toContain('Apply complete! Resources: 1 added')
    expect(await under(apply, { 'main.tf': planned('other') })).toContain('Error saving state: HTTP error: 403')
    expect(reached.filter((it) => it.startsWith('POST'))).toEqual(['POST /state/allowed'])
    const kept = files.get('/state/allowed')!
    files.set('/state/leaky', { ...kept, body: String(kept.body).replaceAll('made', MADE_UP_KEY) })
    const shown = `${settings}; terraform init >/dev/null && terraform output -raw one`
    expect(await under(shown, { 'main.tf': planned('leaky') })).toBe(MASKED)
  },
  120_000,
)
