import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Approval } from '../../src/core/approval.ts'
import { entry } from '../cli/run-cli.ts'
import { type Account, type Idp, startIdp } from '../support/idp.ts'
import { programs } from '../support/programs.ts'
import { type Gate, startGate } from './gate.ts'

/** The sample, in which people log in. */
export interface LoginGate extends Gate {
  readonly idp: Idp
  /** An approval that a run of ada's waits for; each with a number of its own. */
  asked(version: number, path?: string): Promise<Approval>
}

/** Ada triggers the runs; Bob and Eve may answer; Ada has another account, and Carol another address. */
const ACCOUNTS: { readonly [name: string]: Account } = {
  ada: { email: 'ada@example.com', email_verified: true, groups: ['operators', 'admins'] },
  'ada-again': { email: 'Ada@example.com', email_verified: true, groups: ['operators'] },
  bob: { email: 'bob@example.com', email_verified: true, groups: ['operators'] },
  carol: { email: 'bob@example.com', email_verified: false, groups: ['dev'] },
}

interface LoginGateOptions {
  readonly bundle?: string
  readonly accounts?: { readonly [name: string]: Account }
  /** Whether the provider gives refresh tokens. */
  readonly refresh?: boolean
}

/** Starts it; requests wait for nobody, and their approvals stay. */
export async function startLoginGate({
  accounts = ACCOUNTS,
  refresh = true,
  ...options
}: LoginGateOptions = {}): Promise<LoginGate> {
  const idp = await startIdp(accounts, { refresh })
  const more = `approvals: { wait_seconds: 0, inline_seconds: 0 }
login: { issuer: "${idp.url}", client_id: gate, client_secret: "env:IDP_SECRET", cli_client_id: gate-cli, admins: [admins] }
people: [{ email: ada@example.com, logins: { local: ada } }]
`
  const gate = await startGate({ more, environment: { IDP_SECRET: idp.secret }, ...options })
  idp.redirectUris.push(`${gate.world.urls.people}/login/callback`)
  const token = await gate.session({ run_id: '1' })
  return {
    ...gate,
    idp,
    async asked(version, path = '/v1/deployments') {
      const body = JSON.stringify({ version })
      const headers = { 'content-type': 'application/json' }
      const answer = await gate.request(`/c/api${path}`, token, { method: 'POST', body, headers })
      const { error } = (await answer.json()) as { error: { approval: string } }
      return gate.people<Approval>(`/approvals/${error.approval}`)
    },
    async close() {
      await gate.close()
      idp.close()
    },
  }
}

/** The environment of a command line that only knows where people log in; each user has a directory below `home`. */
export function commandLine({ world }: LoginGate, home: string, user: string) {
  return { XDG_CONFIG_HOME: join(home, user), SALLYPORT_PEOPLE_URL: world.urls.people }
}

/** `sallyport login` with somebody at a browser; answers what it prints. */
export async function logInByCommand(gate: LoginGate, home: string, account: string): Promise<string> {
  const child = spawn(process.execPath, [entry, 'login'], {
    cwd: home,
    env: { ...programs, ...commandLine(gate, home, account) },
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  while (!/type in the code \S+\n/.test(out) && child.exitCode === null) await new Promise((go) => setTimeout(go, 20))
  const [, url, code] = /Open (\S+) and type in the code (\S+)/.exec(out)!
  const browser = gate.idp.browser()
  const typed = await browser.submit(await browser.open(url!), '/device', { user_code: code! })
  const confirmed = await browser.submit(typed, '/device', { confirm: 'yes' })
  await browser.submit(confirmed, '/interaction/', { login: account, password: 'any' })
  await ended
  return out
}

/** Logs somebody in at the gate with a browser of their own, and stays on the page that was asked for. */
export async function loggedIn({ idp, world }: LoginGate, account: string, path: string) {
  const browser = idp.browser()
  const asked = await browser.open(`${world.urls.people}${path}`)
  const page = await browser.submit(asked, '/interaction/', { login: account, password: 'any' })
  return { browser, page }
}
