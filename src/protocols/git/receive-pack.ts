import { unintelligible } from '../../core/errors.ts'
import { isNonEmpty, type NonEmpty } from '../../core/json.ts'
import { readCapabilities } from './capabilities.ts'
import { type Certificate, type Certified, readCertificate } from './certificate.ts'
import { readObjectName } from './object-name.ts'
import type { Extent } from './peek.ts'
import { rawTextOf, readPacket, textOf } from './pkt-line.ts'
import { isRefName } from './ref-name.ts'

/** One ref that a push would move. Object names are lower-case hex; all zeros stand for no object. */
export interface Command {
  readonly old: string
  readonly new: string
  readonly ref: string
}

/** What comes ahead of a push's pack. */
export interface Push {
  /** In one order, whatever the client's: an approval names a command by its place, and has to find it again. */
  readonly commands: NonEmpty<Command>
  readonly capabilities: ReadonlySet<string>
  readonly options: readonly string[]
  /** Where in the body the pack begins. */
  readonly end: number
  readonly certificate: Certificate | null
}

/** The one flush packet by which git tries out its credential before a large push. */
export const PROBE = 'probe'

/**
 * Reads a push from its first bytes; undefined until they hold all its commands and options. Throws ERR_UNINTELLIGIBLE
 * for whatever gitprotocol-pack ("Reference Update Request and Packfile Transfer") doesn't have.
 */
export function readPush(bytes: Buffer, extent: Extent): Push | typeof PROBE | undefined {
  const section = readSection(bytes, 0)
  if (section === undefined) return undefined
  if (section.payloads.length === 0) {
    if (bytes.length === section.end && !extent.ended) return undefined
    if (bytes.length === section.end) return PROBE
    throw unintelligible('The push holds no command.')
  }
  const { lines, certified, capabilities } = readRequest(section.payloads)
  const commands = lines.map(readCommand).sort((a, b) => (a.ref < b.ref ? -1 : 1))
  if (!isNonEmpty(commands)) throw unintelligible('The push holds no command.')
  checkTogether(commands, capabilities)
  const certificate = certified?.certificate ?? null
  if (!capabilities.has('push-options')) {
    if (certified !== undefined && certified.options.length > 0) throw differing()
    return { commands, capabilities, options: [], certificate, end: section.end }
  }
  const after = readSection(bytes, section.end)
  if (after === undefined) return undefined
  const options = after.payloads.map(textOf)
  if (certified !== undefined && JSON.stringify(certified.options) !== JSON.stringify(options)) throw differing()
  return { commands, capabilities, options, certificate, end: after.end }
}

function differing(): Error {
  return unintelligible("The push's options are not those of its certificate.")
}

/** Packets up to a flush. */
function readSection(bytes: Buffer, from: number): { payloads: Buffer[]; end: number } | undefined {
  const payloads: Buffer[] = []
  for (let at = from; ; ) {
    const packet = readPacket(bytes, at)
    if (packet === undefined) return undefined
    at = packet.end
    if (packet.kind === 'flush') return { payloads, end: at }
    if (packet.kind !== 'data') throw unintelligible('A push holds no delimiter packet.')
    payloads.push(packet.payload)
  }
}

interface UpdateRequests {
  /** Of the commands, unread. */
  readonly lines: readonly string[]
  readonly certified?: Certified
  readonly capabilities: ReadonlySet<string>
}

/** Shallow lines, and then either commands or a certificate with the commands inside. */
function readRequest(payloads: readonly Buffer[]): UpdateRequests {
  const first = payloads.findIndex((payload) => !payload.subarray(0, 8).equals(SHALLOW))
  for (const payload of payloads.slice(0, Math.max(first, 0))) {
    readObjectName(textOf(payload).slice(8), 'A shallow line of the push')
  }
  if (first < 0) throw unintelligible('The push holds no command.')
  const [head, ...rest] = payloads.slice(first)
  const text = textOf(head!)
  const nul = text.indexOf('\0')
  if (nul < 0 || rest.some((payload) => payload.includes(0))) {
    throw unintelligible('Capabilities belong on the first command of a push, and nowhere else.')
  }
  const capabilities = readCapabilities(text.slice(nul + 1))
  const line = text.slice(0, nul)
  if (!line.startsWith('push-cert')) return { lines: [line, ...rest.map(textOf)], capabilities }
  const inside = rest.map(rawTextOf)
  if (line !== 'push-cert' || inside.pop() !== 'push-cert-end\n') {
    throw unintelligible('The push does not end with the end of its certificate.')
  }
  const certified = readCertificate(inside)
  return { lines: certified.commands, certified, capabilities }
}

const SHALLOW = Buffer.from('shallow ')
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
