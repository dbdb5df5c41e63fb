import { builtins } from '../../../src/policy/builtins/index.ts'

test('a builtin is found by its name in OPA', () => {
  expect(builtins.get('semver.is_valid')?.call(() => {}, '1.2.3')).toBe(true)
})

test('nothing that asks the network, the clock or chance is supplied', () => {
  const impure = ['http.send', 'net.lookup_ip_addr', 'opa.runtime', 'rand.intn', 'time.now_ns', 'uuid.rfc4122']
  expect(impure.filter((name) => builtins.has(name))).toEqual([])
})

test('what the engine redirects to its host is supplied', () => {
  const redirected = [
    'regex.match',
    'glob.match',
    'regex.find_all_string_submatch_n',
    'regex.is_valid',
    'json.unmarshal',
  ]
  expect(redirected.filter((name) => !builtins.has(name))).toEqual([])
})
