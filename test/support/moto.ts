import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AwsV4Signer } from 'aws4fetch'
import { ended, freePort } from './nginx.ts'

/** Where `.ci/run` installs it, or where the environment says it is. */
const server =
  process.env.SALLYPORT_TEST_MOTO ?? join(import.meta.dirname, '..', '..', '.tools', 'moto', 'bin', 'moto_server')

/** The Python that moto runs in, and that AWS's own SDK (boto3) comes with. */
export const motoPython = join(dirname(server), 'python')

/** `test` where moto is installed, or else a test that is skipped, and says so by name. */
export function needingMoto(): typeof test | typeof test.skip {
  if (existsSync(server)) return test
  process.stderr.write(`Skipped for want of ${server}: a test of ${expect.getState().testPath ?? 'this suite'}\n`)
  return test.skip
}

/** Keys as IAM or STS made them. */
export interface UserKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** AWS as moto knows it, with the account that it begins with. */
export interface Moto {
  readonly url: URL
  /** An action of IAM or STS, by whatever keys; answers its XML. Only before {@link Moto.enforce} are keys not checked. */
  call(service: string, parameters: { readonly [name: string]: string }, keys?: UserKeys): Promise<string>
  /** A user with a policy of these statements, and its keys. */
  user(name: string, ...statements: readonly object[]): Promise<UserKeys>
  /** A role that anybody of the account may assume, with a policy of these statements; answers its ARN. */
  role(name: string, ...statements: readonly object[]): Promise<string>
  /** From here on signatures and policies count. */
  enforce(): Promise<void>
  stop(): Promise<void>
}

/** Starts moto's server on loopback. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const child = spawn(server, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { PATH: process.env.PATH, HOME: '/nonexistent', INITIAL_NO_AUTH_ACTION_COUNT: '1000000' },
  })
  const url = new URL(`http://127.0.0.1:${port}`)
  while (!(await fetch(new URL('/moto-api/', url)).catch(() => null))) {
    if (child.exitCode !== null) throw new Error('moto ended at its start')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const call: Moto['call'] = async (service, parameters, keys = { accessKeyId: 'any', secretAccessKey: 'any' }) => {
    const signer = new AwsV4Signer({
      method: 'POST',
      url: url.href,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(parameters).toString(),
      region: 'us-east-1',
      service,
      ...keys,
    })
    const { method, headers, body } = await signer.sign()
    return (await fetch(url, { method, headers, body: body as string })).text()
  }
  const iam = (Action: string, parameters: { readonly [name: string]: string }) =>
    call('iam', { Action, Version: '2010-05-08', ...parameters })
  const policy = (statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
  return {
    url,
    call,
    async user(UserName, ...statements) {
      await iam('CreateUser', { UserName })
      await iam('PutUserPolicy', { UserName, PolicyName: 'only', PolicyDocument: policy(statements) })
      const made = await iam('CreateAccessKey', { UserName })
      return { accessKeyId: element(made, 'AccessKeyId'), secretAccessKey: element(made, 'SecretAccessKey') }
    },
    async role(RoleName, ...statements) {
      const trust = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
      const made = await iam('CreateRole', { RoleName, AssumeRolePolicyDocument: policy([trust]) })
      await iam('PutRolePolicy', { RoleName, PolicyName: 'only', PolicyDocument: policy(statements) })
      return element(made, 'Arn')
    },
    async enforce() {
      await fetch(new URL('/moto-api/reset-auth', url), { method: 'POST', body: '0' })
    },
    stop: () => ended(child, 'SIGTERM'),
  }
}

/** The text of an element of an answer. */
export function element(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)
  if (found === null) throw new Error(`no ${name} in ${xml}`)
  return found[1]!
}
