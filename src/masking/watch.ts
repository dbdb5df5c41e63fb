import type { TextLayout } from '../core/adapter.ts'
import type { Telltale } from '../core/honeytoken.ts'
import { alignedCoresOf } from '../detectors/base64.ts'
import { createEngine, type Sought, type Treatment } from './engine.ts'
import { LEAST_CORE, planKnown } from './known.ts'
import { inUnits } from './marks.ts'
import { redactorOf } from './redactor.ts'

/** Looks along as text streams by, which stays as it is. */
export interface Watcher {
  write(chunk: Buffer): void
  end(): void
}

/** Looks for some honeytokens, in as many texts as there are. */
export interface Watch {
  /**
   * For one text.
   *
   * @param seen told of a honeytoken as soon as all of it has come, each time that it does
   */
  watcher(units: TextLayout['units'], seen: (honeytoken: string) => void): Watcher
}

/** Finds what {@link planKnown} finds of values of letters, digits and signs, in every form of theirs. */
export function createWatch(telltales: readonly Telltale[]): Watch {
  const values = telltales.map(({ value }) => value)
  const told = new Map(
    telltales.flatMap(({ honeytoken, value }) =>
      [value, ...alignedCoresOf(Buffer.from(value), LEAST_CORE).map(({ core }) => core)].map(
        (form) => [form, honeytoken] as const,
      ),
    ),
  )
  const narrow = planKnown(values, false)
  // Few texts are of wide units.
  let wide: typeof narrow | undefined

  return {
    watcher(units, seen) {
      const treatment = (isWide: boolean): Treatment<Sought> => ({
        rankOf: () => 0,
        compare: () => 0,
        replace: () => NOTHING,
        hidden: ({ value }) => seen(told.get(value.toString('latin1'))!),
        sameLength: true,
        wide: isWide,
      })
      const watcher = inUnits(units, (settled) => {
        const isWide = settled !== 'bytes'
        if (isWide) wide ??= planKnown(values, true)
        return redactorOf([createEngine(isWide ? wide! : narrow, treatment(isWide))], settled)
      })
      return { write: (chunk) => void watcher.write(chunk), end: () => void watcher.end() }
    },
  }
}

const NOTHING = { update: () => {}, end: () => '' }
