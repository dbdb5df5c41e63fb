import { provider } from '../../src/detectors/provider.ts'
import { matched } from './looks.ts'

const rule = provider({
  name: 'acme-key',
  title: 'Acme key',
  tokens: ['acme-([0-9a-f]{24})x'],
  named: [{ names: ['acme'], value: '[0-9a-f]{32}' }],
  verify: (value) => !value.endsWith('0'),
  lookalikes: () => ['acme'],
})

test('a rule of a provider, its tokens first', () => {
  expect(rule).toMatchObject({ name: 'acme-key', title: 'Acme key', confidence: 'provider' })
  expect(rule.shapes.map(({ keywords }) => keywords)).toEqual([['acme-'], ['acme']])
})

test('examples and look-alikes are made of the patterns', () => {
  const [token, value] = rule.examples()
  expect(token).toMatch(/^acme-«[0-9a-f]{24}»x$/)
  expect(value).toMatch(/^acme_key = "«[0-9a-f]{32}»"$/)
  const [masked, cut, id, own] = rule.lookalikes()
  expect(masked).toMatch(/^acme-([0-9a-f])\1{23}x$/)
  expect(matched(rule.shapes[0]!, cut!)).toBeUndefined()
  expect(matched(rule.shapes[1]!, id!)).toBeUndefined()
  expect(own).toBe('acme')
})

test('a match looks random, and is as the provider says', () => {
  expect(rule.verify?.('0123456789abcdef01abcde1')).toBe(false)
  expect(rule.verify?.('93b1c0de55f7a2e84d61908b')).toBe(true)
  expect(rule.verify?.('93b1c0de55f7a2e84d619080')).toBe(false)
})
