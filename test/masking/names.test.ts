import { personal, rules } from '../../src/detectors/index.ts'
import { rulesNamed } from '../../src/masking/names.ts'

const all = [...rules, ...personal]
const names = (name: string) => rulesNamed(name, all).map((rule) => rule.name)

test('a rule by its name, and the secret that an access key is of no use without', () => {
  expect(names('jwt')).toEqual(['jwt'])
  expect(names('aws-access-key')).toEqual(['aws-access-key', 'aws-secret-access-key'])
})

test('all of a kind', () => {
  expect(names('personal')).toEqual(personal.map(({ name }) => name))
  expect(names('generic')).toContain('generic-password')
  expect(names('provider')).not.toContain('generic-password')
  expect(names('custom')).toEqual([])
})

test('a name that there is nothing of is refused', () => {
  expect(() => names('toString')).toThrow(expect.objectContaining({ code: 'ERR_UNMASKABLE' }))
})
