import type { TextLayout } from '../core/adapter.ts'
import type { Telltale } from '../core/honeytoken.ts'
import { alignedCoresOf } from '../detectors/base64.ts'
import type { FinderPlan } from '../detectors/index.ts'
import { createEngine, type Sought, type Treatment } from './engine.ts'
import { LEAST_CORE, planKnown } from './known.ts'
import { inUnits } from './marks.ts'
import { redactorOf } from './redactor.ts'
import type { StreamRedactor } from './structured/stream.ts'

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
   * @param seen told of each honeytoken once, as soon as all of it has come
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
  const plans = new Map<boolean, FinderPlan<Sought>>()
  // Few texts are of wide units.
  const planFor = (wide: boolean): FinderPlan<Sought> => {
    const plan = plans.get(wide) ?? planKnown(values, wide)
    plans.set(wide, plan)
    return plan
  }

  return {
    watcher(units, seen) {
      const before = new Set<string>()
      const tell = ({ value }: Sought) => {
        const honeytoken = told.get(value.toString('latin1'))!
        if (before.has(honeytoken)) return
        before.add(honeytoken)
        seen(honeytoken)
      }
      const engine = (wide: boolean) => createEngine(planFor(wide), treatment(wide, tell))
      const watcher = inUnits(units, (settled) => {
        const inBytes = redactorOf([engine(false)], 'bytes')
        if (settled === 'bytes') return inBytes
        // Whoever reads it may do so as UTF-8, whatever is declared.
        return sideBySide(inBytes, redactorOf([engine(true)], settled))
      })
      return { write: (chunk) => void watcher.write(chunk), end: () => void watcher.end() }
    },
  }
}

/** Tells of what is found at once: what becomes of it, which nobody asks for, is decided behind what may yet overlap it. */
const treatment = (wide: boolean, tell: (found: Sought) => void): Treatment<Sought> => ({
  rankOf: () => 0,
  compare: () => 0,
  replace(found) {
    tell(found)
    return NOTHING
  },
  hidden: () => {},
  sameLength: false,
  wide,
})

const NOTHING = { update: () => {}, end: () => '' }

function sideBySide(one: StreamRedactor, other: StreamRedactor): StreamRedactor {
  return {
    write(chunk) {
      one.write(chunk)
      return other.write(chunk)
    },
    end() {
      one.end()
      return other.end()
    },
  }
}
