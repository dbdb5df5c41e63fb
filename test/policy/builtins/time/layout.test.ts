import { layoutOf } from '../../../../src/policy/builtins/time/layout.ts'

const parts = (layout: string) => layoutOf(layout).chunks.map(({ part }) => part)

test('a layout is taken apart at the longest parts', () => {
  expect(layoutOf('at 15:04, Monday')).toEqual({
    chunks: [
      { prefix: 'at ', part: '15' },
      { prefix: ':', part: '04' },
      { prefix: ', ', part: 'Monday' },
    ],
    rest: '',
  })
  expect(parts('Jan January Janx Mon Monx')).toEqual(['Jan', 'January', 'Mon'])
  expect(parts('_2006 _2 __2 002 02 2')).toEqual(['2006', '_2', '__2', '002', '02', '2'])
  expect(parts('-07:00:00 -070000 -07:00 Z0700 Z07')).toEqual(['-07:00:00', '-070000', '-07:00', 'Z0700', 'Z07'])
  expect(parts('.000 ,999 .0001 .12')).toEqual(['.000', ',999', '01', '1', '2'])
})

test('a layout may go by its name', () => {
  expect(layoutOf('RFC3339')).toEqual(layoutOf('2006-01-02T15:04:05Z07:00'))
  expect(parts('Kitchen')).toEqual([])
})

test('a layout that is very long is refused', () => {
  expect(() => layoutOf('x'.repeat(5000))).toThrow('longer than')
})
