import { createPlace } from '../../src/detectors/place.ts'

test('nothing was read, and nothing looked at', () => {
  expect(createPlace()).toMatchObject({ looked: 0, assignment: { nameEnd: -1, found: false, plausible: {} } })
})
