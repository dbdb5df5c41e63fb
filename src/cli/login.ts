import { Command } from 'commander'
import { GatewayError } from '../core/errors.ts'
import { type LoginClient, logInByDevice } from './device-flow.ts'
import { askPeople } from './people-api.ts'
import { keepLogin, loginsFile, readLogins } from './people-login.ts'
import { printable } from './printable.ts'
import { peopleUrl } from './way-to-people.ts'

interface LoggedIn {
  readonly token: string
  readonly name: string
  readonly groups: readonly string[]
  readonly expires_at: number
}

export function loginCommand(): Command {
  return new Command('login')
    .description("log in as yourself, to answer approvals (at SALLYPORT_PEOPLE_URL, or the configuration's gateway)")
    .action(async (_options, command: Command) => {
      const url = await peopleUrl(command)
      const client = await discovered(url)
      const { idToken, accessToken } = await logInByDevice(client, (place) => {
        console.log(printable(`Open ${place.url} and type in the code ${place.code}`))
      })
      const tokens = { id_token: idToken, access_token: accessToken }
      const {
        token,
        name,
        groups,
        expires_at: expiresAt,
      } = await askPeople<LoggedIn>(...([url, null, 'POST', '/login/tokens', tokens] as const))
      await keepLogin(loginsFile(process.env), url, { token, name, expiresAt })
      const among = groups.length === 0 ? 'in no group' : `in ${groups.join(', ')}`
      console.log(printable(`logged in as ${name}, ${among}, until ${new Date(expiresAt).toISOString()}`))
    })
}

export function logoutCommand(): Command {
  return new Command('logout').description('end your login').action(async (_options, command: Command) => {
    const url = await peopleUrl(command)
    const file = loginsFile(process.env)
    const login = (await readLogins(file)).get(url)
    if (login === undefined) {
      console.log(`nobody is logged in at ${url}`)
      return
    }
    await keepLogin(file, url, null)
    await askPeople(url, login.token, 'POST', '/logout', {}).catch((error: GatewayError) => {
      // It was over already.
      if (error.code !== 'ERR_LOGIN_REQUIRED') throw error
    })
    console.log(`logged out at ${url}`)
  })
}

async function discovered(url: string): Promise<LoginClient> {
  try {
    return await askPeople<LoginClient>(url, null, 'GET', '/login/discovery')
  } catch (thrown) {
    if (!(thrown instanceof GatewayError) || thrown.code !== 'ERR_OPERATOR_REQUIRED') throw thrown
    throw new GatewayError('ERR_LOGIN_UNSUPPORTED', `Nobody logs in at ${url}: it knows no identity provider.`, {
      fix: "Set login in its sallyport.yaml; until then the operator's token answers.",
    })
  }
}
