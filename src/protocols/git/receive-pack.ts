import { unintelligible } from '../../core/errors.ts'
import { isNonEmpty, type NonEmpty } from '../../core/json.ts'
import type { Extent } from './peek.ts'
import { type Packet, readPacket, textOf } from './pkt-line.ts'
import { isRefName } from './ref-name.ts'

/** One ref that a push would move. Object names are lower-case hex; all zeros stand for no object. */
export interface Command {
  readonly old: string
  readonly new: string
  readonly ref: string
}

/** What comes ahead of a push's pack. */
export interface Push {
  readonly commands: NonEmpty<Command>
  readonly capabilities: ReadonlySet<string>
  readonly options: readonly string[]
  /** Where in the body the pack begins. */
  readonly end: number
}

/** The one flush packet by which git tries out its credential before a large push. */
export const PROBE = 'probe'

/**
 * Reads a push from its first bytes; undefined until they hold all its commands and options. Throws ERR_UNINTELLIGIBLE
 * for whatever gitprotocol-pack ("Reference Update Request and Packfile Transfer") doesn't have, and for signed pushes.
 */
export function readPush(bytes: Buffer, extent: Extent): Push | typeof PROBE | undefined {
  const lines = readSection(bytes, 0)
  if (lines === undefined) return undefined
  if (lines.payloads.length === 0) {
    if (bytes.length === lines.end && !extent.ended) return undefined
    if (bytes.length === lines.end) return PROBE
    throw unintelligible('The push holds no command.')
  }
  const commands: Command[] = []
  let capabilities: ReadonlySet<string> | undefined
  for (const payload of lines.payloads) {
    const text = textOf(payload)
    if (text.startsWith('push-cert')) {
      throw unintelligible('Sallyport does not read signed pushes yet.', 'Push without --signed.')
    }
    if (text.startsWith('shallow ')) {
      if (!OBJECT.test(text.slice(8))) throw unintelligible('A shallow line of the push names no object.')
      continue
    }
    const nul = text.indexOf('\0')
    if (nul >= 0 !== (capabilities === undefined)) {
      throw unintelligible('Capabilities belong on the first command of a push, and nowhere else.')
    }
    capabilities ??= new Set(
      text
        .slice(nul + 1)
        .split(' ')
        .filter((word) => word !== ''),
    )
    commands.push(readCommand(nul < 0 ? text : text.slice(0, nul)))
  }
  if (capabilities === undefined || !isNonEmpty(commands)) throw unintelligible('The push holds no command.')
  checkTogether(commands, capabilities)
  if (!capabilities.has('push-options')) return { commands, capabilities, options: [], end: lines.end }
  const options = readSection(bytes, lines.end)
  return options && { commands, capabilities, options: options.payloads.map(textOf), end: options.end }
}

/** Packets up to a flush. */
function readSection(bytes: Buffer, from: number): { payloads: Buffer[]; end: number } | undefined {
  const payloads: Buffer[] = []
  for (let at = from; ; ) {
    const packet: Packet | undefined = readPacket(bytes, at)
    if (packet === undefined) return undefined
    at = packet.end
    if (packet.kind === 'flush') return { payloads, end: at }
    if (packet.kind !== 'data') throw unintelligible('A push holds no delimiter packet.')
    payloads.push(packet.payload)
  }
}

const OBJECT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const ZEROS = /^0+$/

function readCommand(text: string): Command {
  const [, old, next, ref] = /^([0-9a-f]+) ([0-9a-f]+) (.+)$/s.exec(text) ?? []
  if (old === undefined || next === undefined || ref === undefined) {
    throw unintelligible('A command of the push is not made of two object names and a ref.')
  }
  if (!isRefName(ref))
    throw unintelligible('A command of the push names a ref that is none.', 'See git-check-ref-format.')
  if (ZEROS.test(old) && ZEROS.test(next)) throw unintelligible(`The push would do nothing to ${ref}.`)
  return { old, new: next, ref }
}

function checkTogether(commands: readonly Command[], capabilities: ReadonlySet<string>): void {
  const digits = capabilities.has('object-format=sha256') ? 64 : 40
  const refs = new Set<string>()
  for (const command of commands) {
    if (command.old.length !== digits || command.new.length !== digits) {
      throw unintelligible(`An object name of the push has not the ${digits} digits of its object format.`)
    }
    if (refs.has(command.ref)) throw unintelligible(`The push names ${command.ref} twice.`)
    refs.add(command.ref)
  }
}

/** What a command does to its ref. */
export function actionOf(command: Command): 'create' | 'update' | 'delete' {
  if (ZEROS.test(command.new)) return 'delete'
  return ZEROS.test(command.old) ? 'create' : 'update'
}
