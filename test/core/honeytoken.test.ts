import { HONEYTOKEN_KINDS } from '../../src/core/honeytoken.ts'
import { rules } from '../../src/detectors/index.ts'

test('each kind is called what the detector is called that finds the real ones', () => {
  const names = rules.map(({ name }) => name)
  expect(HONEYTOKEN_KINDS.filter((kind) => !names.includes(kind))).toEqual([])
})
