import type { Entry, Happening, Intent, Outcome, Stage } from '../core/journal.ts'

/** An entry before it has a place in a chain. */
export interface Draft extends Pick<Entry, 'kind' | 'at' | 'session' | 'exchange'> {
  /** What there is to tell: the members of a JSON object, without its first brace. There is at least one. */
  readonly members: string
}

/** What a chain begins with: who writes it. */
export interface Writer {
  /** Which of the process's chains this is. */
  readonly lane: string
  readonly host: string
  readonly pid: number
  readonly version: string
  /** When the process began: milliseconds since the epoch. */
  readonly started: number
}

export function draftOfWriter(writer: Writer, at: number): Draft {
  return { kind: 'writer', at, session: null, exchange: null, members: membersOf(writer) }
}

export function draftOfIntent({ exchange, session, at, grants: _leases, ...told }: Intent): Draft {
  return { kind: 'exchange', at, session, exchange, members: membersOf(told) }
}

export function draftOfStage({ exchange, session, at, ...told }: Stage): Draft {
  return { kind: 'stage', at, session, exchange, members: membersOf(told) }
}

export function draftOfOutcome({ exchange, session, at, ...told }: Outcome): Draft {
  return { kind: 'answer', at, session, exchange, members: membersOf(told) }
}

export function draftOfHappening({ kind, change, session, fields, at }: Happening): Draft {
  return { kind, at, session, exchange: null, members: `"change":"${change}","fields":${fields}}` }
}

/** JSON escapes whatever a line of UTF-8 can't hold: line ends, U+0000, lone surrogates. */
function membersOf(told: object): string {
  return JSON.stringify(told).slice(1)
}
