/** Exchanges an ID token for a session at `POST /oauth/token` (RFC 8693), as a CI job does. */
export async function openSession(gate: string, idToken: string): Promise<string> {
  const answer = await fetch(`${gate}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: idToken,
    }),
  })
  const { access_token, error_description } = (await answer.json()) as {
    access_token?: string
    error_description?: string
  }
  if (access_token === undefined) throw new Error(error_description)
  return access_token
}
