import { createMetrics } from '../../src/api/metrics.ts'
import { GatewayError } from '../../src/core/errors.ts'

const none = { entries: 0, bytes: 0, oldest: null }
const checkpoints = { uncovered: 0, at: null }

async function lines(metrics: ReturnType<typeof createMetrics>) {
  return (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('sallyport_'))
}

test('requests, their seconds, holds, exchanges of tokens, and the journal’s lag', async () => {
  let lag = none
  const metrics = createMetrics(() => ({ lag, checkpoints }))
  const exchange = {
    rules: ['git/reads'],
    connection: 'shop',
    effect: 'deny',
    code: 'ERR_DENIED',
    status: 403,
    seconds: 0.3,
  }
  metrics.finished(exchange)
  metrics.finished({ ...exchange, effect: 'allow', code: '', seconds: 3 })
  metrics.held(1)
  metrics.held(1)
  metrics.held(-1)
  metrics.exchanged('', 'ci')
  metrics.exchanged('ERR_TOKEN_EXPIRED', 'ci')
  metrics.exchanged('ERR_TOKEN_ISSUER', '')
  lag = { ...none, entries: 7 }
  const scraped = await lines(metrics)
  for (const line of [
    'sallyport_requests_total{connection="shop",effect="deny",code="ERR_DENIED"} 1',
    'sallyport_requests_total{connection="shop",effect="allow",code=""} 1',
    'sallyport_request_seconds_bucket{le="0.1",connection="shop",effect="deny"} 0',
    'sallyport_request_seconds_bucket{le="0.5",connection="shop",effect="deny"} 1',
    'sallyport_request_seconds_sum{connection="shop",effect="allow"} 3',
    'sallyport_holds 1',
    'sallyport_token_exchanges_total{code="",issuer="ci"} 1',
    'sallyport_token_exchanges_total{code="ERR_TOKEN_EXPIRED",issuer="ci"} 1',
    'sallyport_token_exchanges_total{code="ERR_TOKEN_ISSUER",issuer=""} 1',
    'sallyport_journal_lag 7',
  ]) {
    expect(scraped).toContain(line)
  }
})

test('the bundle that is in force, those that were refused, and failed looks at their source', async () => {
  const { policy, registry } = createMetrics(() => ({ lag: none, checkpoints }))
  const error = (code: 'ERR_POLICY_ROLLBACK' | 'ERR_POLICY_MISSING') => new GatewayError(code, 'No.')
  policy.activated({ revision: 'r1', sequence: null, at: 1_000 })
  policy.activated({ revision: 'r2', sequence: 7, at: 2_500 })
  policy.refused(error('ERR_POLICY_ROLLBACK'))
  policy.failed(error('ERR_POLICY_MISSING'))
  policy.failed(error('ERR_POLICY_MISSING'))
  const scraped = (await registry.metrics()).split('\n').filter((line) => /^sallyport_(policy|bundle|last)_/.test(line))
  expect(scraped).toEqual([
    'sallyport_policy_info{revision="r2",sequence="7"} 1',
    'sallyport_last_success_bundle_activation_seconds 2.5',
    'sallyport_bundle_activations_total{code=""} 2',
    'sallyport_bundle_activations_total{code="ERR_POLICY_ROLLBACK"} 1',
    'sallyport_bundle_check_failures_total{code="ERR_POLICY_MISSING"} 2',
  ])
  policy.activated({ revision: 'r3', sequence: null, at: 3_000 })
  expect(await registry.metrics()).toContain('\nsallyport_policy_info{revision="r3",sequence=""} 1\n\n')
})

test('what became of the events of the decision log', async () => {
  const metrics = createMetrics(() => ({ lag: none, checkpoints }))
  metrics.decisions('sent', 3)
  metrics.decisions('sent', 2)
  metrics.decisions('buffer_full', 1)
  const scraped = await lines(metrics)
  expect(scraped).toContain('sallyport_decision_log_events_total{outcome="sent"} 5')
  expect(scraped).toContain('sallyport_decision_log_events_total{outcome="buffer_full"} 1')
})

test('two gateways in one process count apart', async () => {
  const [one, other] = [
    createMetrics(() => ({ lag: none, checkpoints })),
    createMetrics(() => ({ lag: none, checkpoints })),
  ]
  one.held(1)
  expect(await lines(one)).toContain('sallyport_holds 1')
  expect(await lines(other)).toContain('sallyport_holds 0')
})

test('rules are counted by what came of their decisions', async () => {
  const metrics = createMetrics(() => ({ lag: none, checkpoints }))
  const exchange = { connection: 'shop', code: '', status: 200, seconds: 1 }
  metrics.finished({ ...exchange, effect: 'allow', rules: ['git/reads'] })
  metrics.finished({ ...exchange, effect: 'deny', rules: ['session/break-glass', 'git/reads'] })
  const text = await metrics.registry.getSingleMetricAsString('sallyport_decision_reasons_total')
  expect(text.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
    'sallyport_decision_reasons_total{effect="allow",code="git/reads"} 1',
    'sallyport_decision_reasons_total{effect="deny",code="session/break-glass"} 1',
    'sallyport_decision_reasons_total{effect="deny",code="git/reads"} 1',
  ])
})

test('what credentials cost', async () => {
  const metrics = createMetrics(() => ({ lag: none, checkpoints }))
  const fetch = { connection: 'shop', kind: 'aws', seconds: 0.3, expiresAt: 1_764_000_000_000 }
  metrics.credentialFetched(fetch)
  metrics.credentialFetched({ ...fetch, expiresAt: null })
  const scraped = await lines(metrics)
  for (const line of [
    'sallyport_credential_fetches_total{connection="shop",kind="aws",outcome="fetched"} 1',
    'sallyport_credential_fetches_total{connection="shop",kind="aws",outcome="failed"} 1',
    'sallyport_credential_fetch_seconds_bucket{le="0.5",connection="shop",kind="aws"} 2',
    'sallyport_credential_expiry_seconds{connection="shop",kind="aws"} 1764000000',
  ]) {
    expect(scraped).toContain(line)
  }
})

test('honeytokens that were seen, by name and place', async () => {
  const metrics = createMetrics(() => ({ lag: none, checkpoints }))
  metrics.honeytokenSeen('DEPLOY_KEY', 'header')
  metrics.honeytokenSeen('DEPLOY_KEY', 'header')
  expect(await lines(metrics)).toContain('sallyport_honeytokens_seen_total{honeytoken="DEPLOY_KEY",place="header"} 2')
})
