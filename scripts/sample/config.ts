/** Where the sample's parts listen; 0 lets the system choose. */
export interface SamplePorts {
  readonly agents: number
  readonly people: number
  readonly status: number
  readonly proxy: number
}

/** More items of the lists `issuers` and `agents`, each on a line of its own that begins with two spaces and a hyphen. */
export interface Identities {
  readonly issuers: string
  readonly agents: string
}

/** The sample's `sallyport.yaml`. Its credentials are in the gateway's environment, by name. */
export function sampleConfig(options: {
  readonly ports: SamplePorts
  readonly issuer: string
  readonly upstream: string
  readonly bundle: string
  readonly store?: string
  readonly identities?: Identities
}): string {
  const { ports, issuer, upstream } = options
  return `# Made by the sample; change it, then run: sallyport check
mode: development
listen:
  agents: { address: "127.0.0.1:${ports.agents}" }
  people: { address: "127.0.0.1:${ports.people}" }
  status: { address: "127.0.0.1:${ports.status}" }
  proxy: { address: "127.0.0.1:${ports.proxy}" }
data_directory: .
store: ${options.store ?? 'embedded'}
policy: { bundle: ${JSON.stringify(options.bundle)} }
issuers:
  - { name: local, preset: github-actions, issuer: "${issuer}", audience: sallyport }
${options.identities?.issuers ?? ''}agents:
  - name: shop-ci
    issuer: local
    claims: { repository: acme/shop }
    groups: [ci]
${options.identities?.agents ?? ''}connections:
  - name: forge
    protocol: git
    upstream: ${upstream}/git
    hosts: [forge.test]
    credential: { basic: { username: gate, password: "env:SAMPLE_FORGE_PASSWORD" } }
  - name: api
    protocol: http
    upstream: ${upstream}
    hosts: [api.test]
    credential: { bearer: "env:SAMPLE_API_TOKEN" }
`
}
