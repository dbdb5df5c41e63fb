import type { Files } from '../../src/policy/bundle.ts'
import { type Verification, verify } from '../../src/policy/signature.ts'

const REFUSED = "The policy bundle can't be trusted: "

/** Why a signature doesn't hold, in words; null where it does. */
export async function refusalOf(offered: Files, verification: Verification | null): Promise<string | null> {
  const refusal = await verify(offered, verification).then(
    () => null,
    (error: Error & { code: string }) => error,
  )
  if (refusal === null) return null
  expect(refusal.code).toBe('ERR_POLICY_SIGNATURE')
  expect(refusal.message.startsWith(REFUSED)).toBe(true)
  return refusal.message.slice(REFUSED.length)
}
