import { kubernetes } from '../../../src/identity/presets/kubernetes.ts'
import { documented } from './claims.ts'

test('a service account is who acts; what its pod runs, and why, is not known', () => {
  expect(kubernetes.trust(documented.kubernetes, {})).toEqual({
    event: '',
    repository: '',
    ref: '',
    actor: 'system:serviceaccount:agents:shop',
    fork: 'unknown',
  })
})
