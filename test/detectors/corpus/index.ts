import { awkward } from './awkward.ts'
import type { Family } from './family.ts'
import { lookalikes } from './lookalikes.ts'
import { platforms } from './platforms.ts'
import { createRandom, type Random } from './random.ts'
import { services, unshaped } from './services.ts'
import { encoded, nameless, settings } from './settings.ts'
import { type Surrounding, sources } from './sources.ts'
import { specials } from './specials.ts'

/** A file with one secret in it, and where that is. */
export interface Hidden {
  readonly family: string
  /** `shaped` where the secret's own form or its place gives it away; `generic` where only a name says that it is one. */
  readonly told: 'shaped' | 'generic'
  readonly path: string
  readonly text: string
  readonly value: string
  /** How the value is written: as it is, or as base64. */
  readonly written: string
  readonly start: number
}

/** A file in which there is no secret, though something in it looks like one. */
export interface Innocent {
  readonly kind: string
  readonly path: string
  readonly text: string
}

export interface Corpus {
  readonly secrets: readonly Hidden[]
  readonly lookalikes: readonly Innocent[]
}

const SEED = 20_261_122

/** The corpus: the same in every run, made from the definitions of formats and never from the rules' own examples. */
export function makeCorpus(seed = SEED): Corpus {
  const random = createRandom(seed)
  const secrets = [
    ...[...platforms, ...services].flatMap((family) => ofFamily(random, family, 6)),
    ...unshaped.flatMap((family) => ofFamily(random, family, 12)),
    ...specials.flatMap(([family, told, write]) =>
      Array.from({ length: 4 }, (): Hidden => {
        const [path, before, value, after] = write(random)
        return { family, told, path, text: before + value + after, value, written: value, start: before.length }
      }),
    ),
  ]
  return { secrets, lookalikes: lookalikes(random) }
}

function ofFamily(random: Random, family: Family, count: number): Hidden[] {
  return Array.from({ length: count }, (_, at) => hide(random, family, at))
}

/** Of those that have a shape one in six stands where nothing names it, and one in six as base64; one is hard to see. */
function hide(random: Random, [family, names, make, told]: Family, at: number): Hidden {
  const generic = unshaped.some(([name]) => name === family)
  const shaped = !generic && told !== 'named'
  const surrounding: Surrounding =
    shaped && at === 4
      ? random.pick(nameless)
      : shaped && at === 5
        ? encoded
        : random.pick(random.pick(at === 3 ? [awkward] : [sources, settings]))
  const [path, write] = surrounding
  const value = make(random)
  const text = write(random.pick(names), value, random)
  const written = surrounding === encoded ? Buffer.from(value).toString('base64') : value
  const start = text.indexOf(written)
  if (start < 0) throw new Error(`${path} has lost its ${family}`)
  return { family, told: generic ? 'generic' : 'shaped', path, text, value, written, start }
}
