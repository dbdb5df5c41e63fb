import { createScanner, rules } from '../../src/detectors/index.ts'

/** Eight times the longest that any matcher takes: what is worse than linear shows. */
const SIZE = 2 ** 17
/** How often a byte may be looked at, besides once by all rules together. The worst text here takes 35. */
const MOST = 100

const scanner = createScanner()
const lookedAt = (unit: string) => scanner.scan(Buffer.alloc(SIZE, unit)).looked / SIZE

/** A text for each way in which a rule could be made to look again and again: its keywords, and what nearly matches. */
function hostile(rule: (typeof rules)[number]): string[] {
  const keywords = [...new Set(rule.shapes.flatMap((shape) => shape.keywords))]
  const [example = ''] = rule.examples().map((text) => text.replace(/[«»]/g, ''))
  const [lookalike = ''] = rule.lookalikes()
  return [keywords[0]!, keywords.join(''), example.slice(0, -1), example.slice(0, example.length >> 1), `${lookalike} `]
}

test.each(rules.map((rule) => [rule.name, rule] as const))('%s is bounded, whatever the text', (_, rule) => {
  expect(Math.max(...hostile(rule).map(lookedAt))).toBeLessThan(MOST)
})

test.each([
  ...['a', 'A', '0', 'f', '-', '/', '=', '"', '\\', ' ', '\n', '\0', '\xff', '{', '<', '(', ':', '%3D'],
  ...[
    'password=',
    'password="',
    'password:\\"',
    'token: ',
    "secret = '",
    'key: >\n',
    'secret>',
    'token||',
    'password || "a',
  ],
  ...['eyJ', 'eyJ.', '_eyJh', 'eyJhbGciOiJIUzI1NiJ9.eyJ', '://', '://a:', '://a:b@', 'a://b:c@d', 'a+b.c-d://'],
  ...[
    '-----BEGIN PRIVATE',
    '-----BEGIN RSA PRIVATE KEY-----\n',
    '-----BEGIN ',
    'Private-Lines: ',
    'private_key": "-----BEGIN ',
  ],
  ...['ZXlK', 'Z2hwX', 'c2st ', 'bearer ', 'basic YTpi', ' -u a:b', '--user a:'],
])('%j again and again', (unit) => {
  expect(lookedAt(unit)).toBeLessThan(MOST)
})
