import { evaluate } from '../../src/policy/host.ts'
import { DATA_LIMIT, prepare, revive } from '../../src/policy/preparation.ts'
import { defaultBundle, withData } from './engines.ts'
import { inputOf, push } from './inputs.ts'

const input = Buffer.from(JSON.stringify(inputOf('git', [push('refs/heads/main')])))

function revived(prepared: ReturnType<typeof prepare>) {
  const steps = revive(prepared)
  let count = 0
  for (;;) {
    const step = steps.next()
    if (step.done) return { instance: step.value, count }
    count++
  }
}

test('each instance of what was prepared has its data, and decides alike', () => {
  const prepared = prepare(defaultBundle)
  const answers = [1, 2].map(() => {
    const { instance } = revived(prepared)
    return evaluate(instance, instance.state.entrypoints['sallyport/decision']!, input, 10_000_000)
  })
  expect(answers[0]).toMatchObject([{ result: { effect: 'require_approval' } }])
  expect(answers[1]).toEqual(answers[0])
})

test('what was prepared crosses to another thread', () => {
  const prepared = prepare(defaultBundle)
  expect(structuredClone({ ...prepared, module: null })).toEqual({ ...prepared, module: null })
})

test('large data is copied a slice at a time', () => {
  const { settings } = JSON.parse(defaultBundle.data.toString()) as { settings: object }
  const list = Array.from({ length: 40_000 }, (_, index) => `host-${index}.example.test`)
  const prepared = prepare(withData(defaultBundle, { settings, list }))
  const { instance, count } = revived(prepared)
  expect(prepared.memory.length).toBeGreaterThan(8 * 1024 ** 2)
  expect(count).toBe(1 + Math.ceil(prepared.memory.length / (4 * 1024 ** 2)))
  expect(evaluate(instance, instance.state.entrypoints['sallyport/decision']!, input, 10_000_000)).toMatchObject([
    { result: { effect: 'require_approval' } },
  ])
})

test('more data than is loaded is refused by its size', () => {
  const data = Buffer.alloc(DATA_LIMIT + 1, ' ')
  expect(() => prepare({ ...defaultBundle, data })).toThrow(
    expect.objectContaining({
      code: 'ERR_POLICY_BUNDLE',
      message: `The policy bundle's data.json has ${DATA_LIMIT + 1} bytes, and at most ${DATA_LIMIT} are loaded.`,
    }),
  )
})

test('what can’t be loaded says why', () => {
  expect(() => prepare({ ...defaultBundle, wasm: Buffer.from('no module') })).toThrow(
    expect.objectContaining({
      code: 'ERR_POLICY_BUNDLE',
      message: "The policy bundle's module can't be loaded: It is no WebAssembly module of version 1.",
    }),
  )
})
