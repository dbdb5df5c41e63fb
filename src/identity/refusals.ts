const issuers = new WeakMap<object, string>()

/** Notes whose token a refusal is about, for those who count refusals. Gives the refusal back, to be thrown. */
export function refusedFor(issuer: string, refusal: unknown): unknown {
  if (typeof refusal === 'object' && refusal !== null) issuers.set(refusal, issuer)
  return refusal
}

/** The configured name of the issuer whose token was refused; empty where it isn't known. */
export function issuerOf(refusal: unknown): string {
  return (typeof refusal === 'object' && refusal !== null && issuers.get(refusal)) || ''
}
