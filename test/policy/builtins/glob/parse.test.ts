import { type Class, classHas, parse } from '../../../../src/policy/builtins/glob/parse.ts'

test('a pattern is taken apart', () => {
  expect(parse('a\\*b*?**[!a-c]{x,[yz]}')).toEqual([
    { kind: 'text', text: 'a*b' },
    { kind: 'star', limited: true },
    { kind: 'any' },
    { kind: 'star', limited: false },
    { kind: 'class', ranges: [[97, 99]], negated: true },
    {
      kind: 'alternatives',
      alternatives: [
        [{ kind: 'text', text: 'x' }],
        [
          {
            kind: 'class',
            ranges: [
              [121, 121],
              [122, 122],
            ],
            negated: false,
          },
        ],
      ],
    },
  ])
})

test('marks are text where they mean nothing', () => {
  expect(parse('a,b}]')).toEqual([{ kind: 'text', text: 'a,b}]' }])
  expect(parse('{,}')).toEqual([{ kind: 'alternatives', alternatives: [[], []] }])
})

test('a class is a range or a set', () => {
  const classOf = (pattern: string) => (parse(pattern)![0] as Class).ranges
  expect(classOf('[ab-c]')).toEqual([97, 98, 45, 99].map((point) => [point, point]))
  expect(classOf('[--a]')).toEqual([[45, 97]])
  expect(classOf('[\\-a]')).toEqual([[92, 97]])
  expect(classOf('[a\\]]')).toEqual([97, 93].map((point) => [point, point]))
})

test('what is not a pattern is null', () => {
  for (const pattern of ['[', '[]', '[a', '[a-', '[a-bc]', '[b-a]', '{a', '{a,{b}', 'a\\', '[!]'])
    expect(parse(pattern)).toBeNull()
})

test('a class has characters, or all others', () => {
  const [plain, negated] = ['[a-c]', '[!a-c]'].map((pattern) => parse(pattern)![0] as Class)
  expect([classHas(plain!, 98), classHas(plain!, 100), classHas(negated!, 98), classHas(negated!, 100)]).toEqual([
    true,
    false,
    false,
    true,
  ])
})
