import { unintelligible } from '../../core/errors.ts'

/** A push certificate as it was read. Whether its signature is good is the upstream's to find out. */
export interface Certificate {
  /** Who signed, without the moment: an approval has to fit the same push made again. */
  readonly pusher: string
}

/** What stands in a certificate. */
export interface Certified {
  readonly certificate: Certificate
  /** The lines of its commands, unread. */
  readonly commands: readonly string[]
  readonly options: readonly string[]
}

/** What git takes for the beginning of a signature, of any kind that it has (gpg.format). */
const SIGNATURE = /^-----BEGIN (?:PGP SIGNATURE|PGP MESSAGE|SIGNED MESSAGE|SSH SIGNATURE)-----/

/**
 * Reads the packets between `push-cert` and `push-cert-end` (gitprotocol-pack, "Push Certificate"), each a line that
 * ends in its line break. Throws ERR_UNINTELLIGIBLE where another reader might find other commands in them: git joins
 * the packets, takes what follows the first empty line for commands, and the last mark of a signature for their end.
 */
export function readCertificate(lines: readonly string[]): Certified {
  const texts = lines.map((line) => {
    if (!/^[^\0\n]*\n$/.test(line)) throw unintelligible('A packet of the push certificate is not one line.')
    return line.slice(0, -1)
  })
  if (texts[0] !== 'certificate version 0.1') throw unintelligible('The push certificate is not of version 0.1.')
  const blank = texts.indexOf('')
  const signature = texts.findIndex((text) => SIGNATURE.test(text))
  if (blank < 0 || signature < blank) throw unintelligible('The push certificate has no commands, or no signature.')
  if (texts.findLastIndex((text) => SIGNATURE.test(text)) !== signature) {
    throw unintelligible('The push certificate has more than one signature.')
  }
  const { pusher, options } = readHead(texts.slice(1, blank))
  return { certificate: { pusher }, commands: texts.slice(blank + 1, signature), options }
}

const HEAD = ['pusher', 'pushee', 'nonce', 'push-option']

/** Fields in the one order that they have; only `pusher` has to be there, and only `push-option` is there repeatedly. */
function readHead(lines: readonly string[]): { pusher: string; options: readonly string[] } {
  const options: string[] = []
  let pusher: string | undefined
  let last = -1
  for (const line of lines) {
    const [name, value] = [line.split(' ', 1)[0]!, line.slice(line.indexOf(' ') + 1)]
    const place = HEAD.indexOf(name)
    if (place < 0 || !line.includes(' '))
      throw unintelligible('The push certificate has a field that is none of its own.')
    if (place < last || (place === last && name !== 'push-option')) {
      throw unintelligible(`The push certificate has its field "${name}" in the wrong place.`)
    }
    last = place
    if (name === 'pusher') pusher = value.replace(/ +[0-9]+ [+-][0-9]{4}$/, '')
    if (name === 'push-option') options.push(value)
  }
  if (pusher === undefined || pusher === '') throw unintelligible('The push certificate names no pusher.')
  return { pusher, options }
}
