import { Transform } from 'node:stream'
import type { GatewayError } from '../../core/errors.ts'
import type { Masker } from '../gate.ts'
import { knownInMessages } from './known.ts'
import { type Down, maskedMessages } from './masked.ts'

const END_OF_HEAD = '\r\n\r\n'

/**
 * What a server's bytes go through after a switch of protocols, on their way to the client, behind the answer's head,
 * which passes; null where nothing is looked for. Where the masks rewrite, what follows must be WebSocket.
 *
 * @param failed told why nothing more comes, with ERR_UNMASKABLE
 */
export function maskedDown(
  masker: Masker,
  isWebSocket: boolean,
  failed: (why: GatewayError) => void,
): Transform | null {
  if (!masker.looks) return null
  const known = isWebSocket ? knownInMessages : knownInBytes
  const down = masker.rewrites ? maskedMessages(masker, failed) : known(masker)
  let head: Buffer | null = Buffer.alloc(0)
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (down.over) {
        done()
        return
      }
      let rest = chunk
      if (head !== null) {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf(END_OF_HEAD)
        if (end < 0) {
          done()
          return
        }
        this.push(head.subarray(0, end + END_OF_HEAD.length))
        rest = head.subarray(end + END_OF_HEAD.length)
        head = null
      }
      down.write(rest, (out) => {
        this.push(out)
        if (down.over) this.push(null)
        done()
      })
    },
    flush(done) {
      done(null, down.over ? null : down.end())
    },
  })
}

function knownInBytes(masker: Masker): Down {
  const redactor = masker.text()
  return { write: (chunk, done) => done(redactor.write(chunk)), end: () => redactor.end(), over: false }
}
