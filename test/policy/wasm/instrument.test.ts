import { FUEL, instrument } from '../../../src/policy/wasm/instrument.ts'

/** A module by hand: type, import, function, global, export, code and name sections, in that order. */
function moduleOf(body: string, more: { name?: string; imports?: string } = {}): Buffer {
  const { name = 'opa_double', imports = '01 03656e76 0c6f70615f6275696c74696e31 00 01' } = more
  const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const section = (id: number, contents: Buffer) => Buffer.concat([Buffer.from([id, contents.length]), contents])
  const named = Buffer.from(name)
  const code = Buffer.concat([bytes('00'), bytes(body)])
  return Buffer.concat([
    Buffer.from('\0asm\x01\0\0\0', 'latin1'),
    // (i32) -> i32, and opa_builtin1's (i32, i32, i32) -> i32
    section(1, bytes('02  60 01 7f 01 7f  60 03 7f7f7f 01 7f')),
    section(2, bytes(imports)),
    section(3, bytes('01 00')),
    section(6, bytes('01 7f 01 41 2a 0b')),
    section(7, bytes('01 01 66 00 01')),
    section(10, Buffer.concat([Buffer.from([1, code.length]), code])),
    section(0, Buffer.concat([bytes('04 6e616d65 01'), Buffer.from([named.length + 3, 1, 1, named.length]), named])),
  ])
}

interface Exports {
  f(value: number): number
  readonly sallyport_fuel: { value: number }
}

function started(bytes: Buffer, builtin: (...args: number[]) => number = () => 0): Exports {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { opa_builtin1: builtin } })
  return instance.exports as unknown as Exports
}

// Counts its argument down to zero: loop { local.get 0; i32.eqz; if { return 7 }; local 0 -= 1; br 0 }
const countdown = '03 40  20 00 45 04 40 41 07 0f 0b  20 00 41 01 6b 21 00  0c 00  0b 00 0b'

test('each turn of a loop costs one, and what is left says so', () => {
  const exports = started(instrument(moduleOf(countdown), []))
  exports[FUEL].value = 100
  expect(exports.f(9)).toBe(7)
  expect(exports[FUEL].value).toBe(90)
})

test('without fuel, a loop is trapped', () => {
  const exports = started(instrument(moduleOf(countdown), []))
  exports[FUEL].value = 10
  expect(exports.f(9)).toBe(7)
  exports[FUEL].value = 9
  expect(() => exports.f(9)).toThrow('unreachable')
  expect(exports[FUEL].value).toBe(0)
})

test('a call of a rule costs one, and a call of OPA’s own functions nothing', () => {
  const [rule, runtime] = ['g0.data.a.b', '__opa_thing'].map((name) => {
    const exports = started(instrument(moduleOf('20 00 0b', { name }), []))
    exports[FUEL].value = 10
    expect(exports.f(5)).toBe(5)
    return exports[FUEL].value
  })
  expect([rule, runtime]).toEqual([9, 10])
})

test('functions that call each other without a loop run out as well', () => {
  // f(n) = n == 0 ? 1 : f(n - 1) + f(n - 1)
  const doubling = '20 00 45 04 40 41 01 0f 0b  20 00 41 01 6b 10 01  20 00 41 01 6b 10 01  6a 0b'
  const exports = started(instrument(moduleOf(doubling, { name: 'g0.data.a.b' }), []))
  exports[FUEL].value = 1_000_000
  expect(exports.f(10)).toBe(1024)
  expect(() => exports.f(30)).toThrow('unreachable')
})

test('a module starts with fuel enough to start', () => {
  expect(started(instrument(moduleOf(countdown), []))[FUEL].value).toBe(2 ** 31 - 1)
})

describe('redirection', () => {
  const redirection = { name: 'opa_double', parameters: 1, id: 2 ** 30 }

  test('calls the host instead, with the same arguments', () => {
    const calls: number[][] = []
    const exports = started(instrument(moduleOf('20 00 0b'), [redirection]), (...args) => {
      calls.push(args)
      return 42
    })
    expect(exports.f(5)).toBe(42)
    expect(calls).toEqual([[2 ** 30, 0, 5]])
  })

  test('leaves functions with another name or another shape alone', () => {
    const others = [
      { ...redirection, name: 'opa_treble' },
      { ...redirection, parameters: 2 },
    ]
    expect(started(instrument(moduleOf('20 00 0b'), others)).f(5)).toBe(5)
  })
})

test('imported globals are refused: the count of globals would be another', () => {
  const imports = '02 03656e76 0c6f70615f6275696c74696e31 00 01  03656e76 0167 03 7f 00'
  expect(() => instrument(moduleOf('20 00 0b', { imports }), [])).toThrow('The module imports globals')
})

test('what is no module is refused', () => {
  expect(() => instrument(Buffer.from('text, no module'), [])).toThrow('It is no WebAssembly module of version 1.')
  const cut = moduleOf(countdown)
  expect(() => instrument(cut.subarray(0, cut.length - 30), [])).toThrow('The module')
})
