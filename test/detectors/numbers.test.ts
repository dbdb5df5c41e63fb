import {
  aadhaar,
  bsn,
  codiceFiscale,
  cpf,
  dni,
  luhn,
  mod97,
  nir,
  pesel,
  steuerId,
} from '../../src/detectors/numbers.ts'
import { completed } from '../../src/detectors/rules/personal.ts'

/** Numbers from the standards' and authorities' own examples, their check digits left open. */
test.each([
  [luhn, '7992739871#', '79927398713'],
  [mod97, 'GB##WEST12345698765432', 'GB82WEST12345698765432'],
  [steuerId, '8609574271#', '86095742719'],
  [nir, '2550814168025##', '255081416802538'],
  [cpf, '529982247##', '52998224725'],
  [aadhaar, '23412341234#', '234123412346'],
  [pesel, '4405140135#', '44051401359'],
  [bsn, '11122233#', '111222333'],
] as const)('%p completes %s', (isRight, pattern, expected) => {
  expect(completed(pattern, isRight)).toBe(expected)
})

test('letters for rests', () => {
  expect([dni('12345678Z'), dni('12345678A'), dni('X1234567L')]).toEqual([true, false, true])
  expect([codiceFiscale('RSSMRA85T10A562S'), codiceFiscale('RSSMRA85T10A562A')]).toEqual([true, false])
})

test('numbers that no authority gives', () => {
  expect([cpf('11111111111'), pesel('44991401359'), aadhaar('034123412346')]).toEqual([false, false, false])
})
