import { type PlaybackOptions, playBack } from '../../../src/cli/sessions/playback.ts'
import { NOON } from '../../support/rows.ts'

const exchanges = [
  [
    { at: NOON, lines: ['a', '  b\u001b[31m'] },
    { at: NOON + 1_000, lines: ['c'] },
  ],
  [
    { at: NOON + 500, lines: ['d'] },
    { at: NOON + 3_000, lines: ['e'] },
  ],
]

async function played(options: Pick<Partial<PlaybackOptions>, 'speed'> & { steps?: true } = {}) {
  const told: (string | number)[] = []
  await playBack(
    (async function* () {
      yield* exchanges
    })(),
    {
      speed: options.speed ?? null,
      step: options.steps ? async () => void told.push('step') : null,
      print: async (line) => void told.push(line.replace(/^\S+T\S+:(\S+)Z/, '$1')),
      timing: { sleep: async (milliseconds) => void told.push(milliseconds) },
    },
  )
  return told
}

const indent = ' '.repeat(24)

test('all at once: times where something happened, and nothing that steers a terminal', async () => {
  expect(await played()).toEqual(['00.345  a', `${indent}    b?[31m`, '01.345  c', '00.845  d', '03.345  e'])
})

test('at its speed, and what was at the same time waits for nothing', async () => {
  const told = await played({ speed: 2 })
  expect(told.map((it) => (typeof it === 'number' ? it : it.at(-1)))).toEqual(['a', 'm', 500, 'c', 'd', 1_000, 'e'])
})

test('step by step, between exchanges', async () => {
  expect((await played({ steps: true })).map((it) => String(it).at(-1))).toEqual(['a', 'm', 'c', 'p', 'd', 'e'])
})
