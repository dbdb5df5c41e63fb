/** What `POST /oauth/token` answers with. */
export interface Granted {
  readonly access_token: string
  readonly session: string
  /** The leases that were asked for, as they were granted. */
  readonly authorization_details?: readonly { readonly identifier: string }[]
}

/** Exchanges an ID token for a session at `POST /oauth/token` (RFC 8693), as a CI job does; answers its token. */
export async function openSession(gate: string, idToken: string): Promise<string> {
  return (await exchangeToken(gate, idToken)).access_token
}

/** The same, with whatever else is asked for, and all of the answer. */
export async function exchangeToken(
  gate: string,
  idToken: string,
  more: { readonly [parameter: string]: string } = {},
): Promise<Granted> {
  const answer = await fetch(`${gate}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: idToken,
      ...more,
    }),
  })
  const granted = (await answer.json()) as Granted & { readonly error_description?: string }
  if (!answer.ok) throw new Error(granted.error_description)
  return granted
}
