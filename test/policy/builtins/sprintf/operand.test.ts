import { Numeral } from '../../../../src/policy/builtins/numeral.ts'
import { operandOf } from '../../../../src/policy/builtins/sprintf/operand.ts'

test('Go gets a string, an integer or a float, as OPA makes them', () => {
  expect([1, new Numeral('1.0'), 2n ** 63n, new Numeral('1e999'), 'a', true, new Set([2, 1])].map(operandOf)).toEqual([
    { type: 'int64', integer: 1n },
    { type: 'float64', double: 1 },
    { type: '*big.Int', integer: 2n ** 63n },
    { type: 'string', text: '1e999' },
    { type: 'string', text: 'a' },
    { type: 'string', text: 'true' },
    { type: 'string', text: '{1, 2}' },
  ])
})
