import { unintelligible } from '../../core/errors.ts'
import { readFilter } from './filter.ts'
import { readObjectName } from './object-name.ts'
import { isRefName } from './ref-name.ts'

/** How many wants an operation lists: a clone asks for as many objects as there are refs. */
export const MOST_WANTS = 2000

/** How much history a fetch asks for, in the words of gitprotocol-pack ("Packfile Negotiation"). */
export interface Shallow {
  /** Commits that end the history that the client has. */
  readonly boundary: number
  readonly deepen: number | null
  /** Seconds since the epoch. */
  readonly deepen_since: number | null
  readonly deepen_not: readonly string[]
  readonly deepen_relative: boolean
}

/** What a fetch asks for. */
export interface Wanted {
  /** Object names, each once, in the order of asking. */
  readonly wants: readonly string[]
  /** Refs that are wanted by name. */
  readonly refs: readonly string[]
  /** True if more is, or may be, asked for than is listed. */
  readonly truncated: boolean
  readonly filter: readonly string[]
  readonly shallow: Shallow | null
}

/** Nothing, which is what an advertisement wants. */
export const NOTHING: Wanted = { wants: [], refs: [], truncated: false, filter: [], shallow: null }

/** Collects a fetch's arguments. */
export interface Arguments {
  /** Takes one line; false if it is none of those that both versions have. Throws ERR_UNINTELLIGIBLE. */
  take(line: string): boolean
  wantRef(name: string): void
  deepenRelative(): void
  wanted(cut: boolean): Wanted
}

/** Reads the lines that a fetch consists of in every version. One that could be meant in two ways is refused. */
export function fetchArguments(): Arguments {
  // Git asks for an object again for every ref that points at it.
  const wants = new Set<string>()
  const refs = new Set<string>()
  const deepenNot: string[] = []
  const once = new Map<string, number>()
  let unlisted = false
  let filter: readonly string[] | undefined
  let boundary = 0
  let relative = false

  const want = (to: Set<string>, name: string): void => {
    if (to.has(name)) return
    if (wants.size + refs.size < MOST_WANTS) to.add(name)
    else unlisted = true
  }
  const number = (name: string, value: string): void => {
    if (once.has(name)) throw unintelligible(`The fetch has "${name}" twice.`)
    if (!/^[1-9][0-9]{0,14}$/.test(value)) throw unintelligible(`The fetch has a "${name}" that is no number.`)
    once.set(name, Number(value))
  }

  return {
    take(line) {
      const [, name, value] = /^([a-z-]+) (.*)$/s.exec(line) ?? []
      if (name === undefined || value === undefined) return false
      if (name === 'want') want(wants, readObjectName(value, 'A want of the fetch'))
      else if (name === 'deepen' || name === 'deepen-since') number(name, value)
      else if (name === 'shallow') {
        readObjectName(value, 'A shallow line of the fetch')
        boundary += 1
      } else if (name === 'deepen-not') {
        if (!/^[^\x00-\x20\x7f]+$/.test(value)) throw unintelligible('The fetch has a "deepen-not" that names no ref.')
        deepenNot.push(value)
      } else if (name === 'filter') {
        if (filter !== undefined) throw unintelligible('The fetch has "filter" twice.')
        filter = readFilter(value)
      } else return false
      return true
    },
    wantRef(name) {
      if (name !== 'HEAD' && !isRefName(name)) throw unintelligible('The fetch wants a ref that is none.')
      want(refs, name)
    },
    deepenRelative() {
      relative = true
    },
    wanted(cut) {
      const limited = boundary > 0 || once.size > 0 || deepenNot.length > 0 || relative
      const shallow = {
        boundary,
        deepen: once.get('deepen') ?? null,
        deepen_since: once.get('deepen-since') ?? null,
        deepen_not: deepenNot,
        deepen_relative: relative,
      }
      const truncated = cut || unlisted
      return { wants: [...wants], refs: [...refs], truncated, filter: filter ?? [], shallow: limited ? shallow : null }
    },
  }
}
