import type { Finder, FinderPlan } from '../../src/detectors/index.ts'
import { createSource } from '../../src/masking/view.ts'
import { createViews } from '../../src/masking/watched.ts'

const finder: Finder<never> = { look: ({ length }) => length, dropped: () => {}, copy: () => finder }

function viewsOf(...chunks: string[]) {
  const made: boolean[] = []
  const plan: FinderPlan<never> = {
    create(encodedOnly) {
      made.push(encodedOnly)
      return finder
    },
  }
  const views = createViews(createSource(), plan, false)
  for (const chunk of chunks) views.came(Buffer.from(chunk))
  expect(made).toEqual([false])
  return views.all.map(({ parent, encodedOnly }) => ({ of: views.all.indexOf(parent!), encodedOnly }))
}

const whole = { of: -1, encodedOnly: false }
const once = { of: 0, encodedOnly: false }
const twice = { of: 1, encodedOnly: false }
const foldedOnce = { of: 1, encodedOnly: true }
const folded = { of: 0, encodedOnly: true }

test('what has nothing to decode is looked at as it is', () => {
  expect(viewsOf('nothing', 'to decode')).toEqual([whole])
})

test.each(['\\', '%'])('%s brings views with escapes taken out, once', (begin) => {
  expect(viewsOf('a', `b${begin}`, begin)).toEqual([whole, once, twice, foldedOnce])
})

test.each(['\n', '\r'])('the end of a line, %j, brings one with folded base64 joined, once', (end) => {
  expect(viewsOf(`a${end}`, end)).toEqual([whole, folded])
})

test('each is behind the one that it is made of, whichever comes first', () => {
  expect(viewsOf('\n', '%')).toEqual([whole, folded, once, { of: 2, encodedOnly: false }, { of: 2, encodedOnly: true }])
  expect(viewsOf('%\n')).toEqual([whole, once, twice, foldedOnce, folded])
})
