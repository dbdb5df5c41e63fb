import { createHash } from 'node:crypto'
import { builtins } from '../../src/policy/builtins/index.ts'
import type { Bundle } from '../../src/policy/bundle.ts'
import { evaluate, type Instance, instantiate, redirections } from '../../src/policy/host.ts'
import { instrument } from '../../src/policy/wasm/instrument.ts'
import { compiled } from './compiled.ts'
import { needingOpa } from './real-opa.ts'

const test = needingOpa()
const FUEL = 10_000_000

function started({ wasm, data }: Bundle, known = builtins): Instance {
  const module = new WebAssembly.Module(instrument(wasm, redirections))
  const instance = instantiate(module, { initial: 20, maximum: 100 }, known)
  instance.state.setData(new Uint8Array(data).buffer)
  return instance
}

/** What `decision` is, with an input. */
function decided(rego: string, input: unknown = {}, data: object = {}): unknown {
  const results = evaluate(started(compiled(rego, data)), 0, Buffer.from(JSON.stringify(input)), FUEL)
  return (results as { result: unknown }[])[0]?.result
}

test('a built-in function that the module lacks is the host’s', () => {
  const sha256 = createHash('sha256').update('größe').digest('hex')
  expect(decided('decision := crypto.sha256(input.text)', { text: 'größe' })).toBe(sha256)
})

test('nanoseconds keep every digit, in and out', () => {
  const rego = `decision := [sprintf("%d", [ns + 1]), time.date(ns)] if ns := time.parse_rfc3339_ns(input.at)`
  expect(decided(rego, { at: '2025-06-01T12:00:00.000000001Z' })).toEqual(['1748779200000000002', [2025, 6, 1]])
})

test('sets stay sets, and arrays arrays', () => {
  expect(decided('decision := [object.subset({"a", "b"}, {"b"}), object.subset(["a", "b"], ["b"])]')).toEqual([
    true,
    true,
  ])
  expect(decided('decision := net.cidr_merge({"10.0.0.0/25", "10.0.0.128/25"}) == {"10.0.0.0/24"}')).toBe(true)
})

test('a built-in function that fails is undefined', () => {
  expect(decided('decision := "yes" if not hex.decode(input.text)', { text: 'zz' })).toBe('yes')
})

test('the SDK’s own formatting gives way to Go’s', () => {
  expect(decided('decision := sprintf("%v %q %5.2f", [{"a": [1, null]}, "b", 1.5])')).toBe('{"a": [1, null]} "b"  1.50')
})

test('patterns are the host’s, and its data is read where it lies', () => {
  const rego = `decision := [regex.match(data.p[0], input.a), glob.match(data.p[1], ["/"], input.a), regex.match(input.p, "x")]`
  const data = { p: ['^r.*/main$', 'refs/**'] }
  expect(decided(rego, { a: 'refs/heads/main', p: '^x$' }, data)).toEqual([true, true, true])
  const called: string[] = []
  const spied = new Map(
    [...builtins].map(([name, builtin]) => [
      name,
      {
        ...builtin,
        call: (...args: Parameters<typeof builtin.call>) => {
          called.push(name)
          return builtin.call(...args)
        },
      },
    ]),
  )
  const instance = started(compiled(rego, data), spied)
  for (const _ of [1, 2]) evaluate(instance, 0, Buffer.from('{"a":"refs/heads/main","p":"^x$"}'), FUEL)
  expect(called).toEqual(['regex.match', 'glob.match', 'regex.match', 'regex.match', 'glob.match', 'regex.match'])
})

test('what the module would answer otherwise than OPA is the host’s', () => {
  expect(
    decided('decision := [x | some t in input.texts; x := json.unmarshal(t)]', { texts: ['[1 2]', '01', '[1]'] }),
  ).toEqual([[1]])
  expect(decided('decision := [json.is_valid(t) | some t in input.texts]', { texts: ['[1 2]', '[1]'] })).toEqual([
    false,
    true,
  ])
  expect(decided('decision := json.marshal(input)', { b: 1, a: '<' })).toBe('{"a":"\\u003c","b":1}')
  expect(decided('decision := [base64.is_valid(t) | some t in input.texts]', { texts: ['YQ', 'YQ=='] })).toEqual([
    false,
    true,
  ])
  expect(decided('decision := net.cidr_contains(input.a, input.b)', { a: '::ffff:10.0.0.0/104', b: '10.1.2.3' })).toBe(
    true,
  )
  expect(decided('decision := regex.is_valid(input.p)', { p: '(?<n>a)' })).toBe(true)
})

test('a module that calls what isn’t supplied is refused when it is loaded', () => {
  expect(() => started(compiled('decision := time.now_ns()'))).toThrow(
    'It calls time.now_ns, which is not supplied here.',
  )
})

test('a loop ends when the fuel does', () => {
  const rego = 'decision := count([1 | some a in numbers.range(1, 2000); some b in numbers.range(1, 2000); a * b == 7])'
  const instance = started(compiled(rego))
  expect(() => evaluate(instance, 0, Buffer.from('{}'), 1_000_000)).toThrow('unreachable')
  expect(instance.exports.sallyport_fuel.value).toBe(0)
})

test('what the host does costs fuel as well', () => {
  const instance = started(compiled('decision := count(net.cidr_expand(input.net))'))
  expect(evaluate(instance, 0, Buffer.from('{"net":"10.0.0.0/28"}'), FUEL)).toEqual([{ result: 16 }])
  expect(() => evaluate(instance, 0, Buffer.from('{"net":"10.0.0.0/8"}'), FUEL)).toThrow(
    expect.objectContaining({ code: 'ERR_POLICY_DEADLINE' }),
  )
})

test('memory grows for an input that needs it, and no further than it may', () => {
  const instance = started(compiled('decision := count(input.text)'))
  const input = (length: number) => Buffer.from(JSON.stringify({ text: 'x'.repeat(length) }))
  expect(evaluate(instance, 0, input(2_000_000), 1e9)).toEqual([{ result: 2_000_000 }])
  expect(() => evaluate(instance, 0, input(8_000_000), 1e9)).toThrow(RangeError)
})
