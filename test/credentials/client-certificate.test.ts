import { clientCertificate } from '../../src/credentials/client-certificate.ts'
import { certified } from './certified.ts'
import { asked, env, fault, MISCONFIGURED, surroundings, USELESS } from './surroundings.ts'

function source(environment: NodeJS.ProcessEnv) {
  const around = surroundings(environment)
  const configured = { kind: 'client_certificate', certificate: env('CERT'), key: env('KEY') } as const
  return { ...around, environment, ...clientCertificate(configured, around) }
}

test('a certificate and its key, as they are now', async () => {
  const [first, second] = await Promise.all([certified('one'), certified('two')])
  const { open, environment, whoAmI } = source({ CERT: first.certificate, KEY: first.key })
  const expiresAt = Date.parse('2040-01-01T00:00:00Z')
  const trimmed = ({ certificate, key }: typeof first) => ({
    certificate: certificate.replace(/\n$/, ''),
    key: key.replace(/\n$/, ''),
  })
  const opened = await open(asked())
  expect(opened).toEqual({ credential: { kind: 'certificate', ...trimmed(first) }, expiresAt })
  expect(await whoAmI!(opened, AbortSignal.timeout(5_000))).toBe('CN=one')
  expect(await open(asked())).toBe(opened)
  Object.assign(environment, { CERT: second.certificate, KEY: second.key })
  expect(await open(asked())).toEqual({ credential: { kind: 'certificate', ...trimmed(second) }, expiresAt })
})

test('one that has ended, that has another’s key, or that is none is refused', async () => {
  const [ended, other] = await Promise.all([certified('one', new Date('2021-01-01T00:00:00Z')), certified('two')])
  await expect(source({ CERT: ended.certificate, KEY: ended.key }).open(asked())).rejects.toEqual(
    fault(USELESS, 'the client certificate ended 2021-01-01T00:00:00.000Z'),
  )
  await expect(source({ CERT: ended.certificate, KEY: other.key }).open(asked())).rejects.toEqual(
    fault(MISCONFIGURED, "the client certificate and its key don't belong together"),
  )
  await expect(source({ CERT: 'hunter2', KEY: 'hunter2' }).open(asked())).rejects.toEqual(
    fault(MISCONFIGURED, "the client certificate and its key can't be read as PEM"),
  )
})
