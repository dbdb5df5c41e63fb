import type { Refusal } from '../../core/refusal.ts'
import type { Answer } from '../../core/request.ts'

/** A refusal in plain text, for whatever client it is that prints it. */
export function sentence({ code, status, message, fix, reasons, approval, exchange }: Refusal): Answer {
  const lines = [
    `${code}: ${message}`,
    ...reasons.flatMap((reason) => [`${reason.code}: ${reason.message}`, ...(reason.fix ? [reason.fix] : [])]),
    ...(fix ? [fix] : []),
    ...(approval ? [`approval ${approval}`] : []),
    `exchange ${exchange}`,
  ]
  const body = Buffer.from(`${lines.join('\n')}\n`)
  return {
    status,
    headers: [
      ['content-type', 'text/plain; charset=utf-8'],
      ['content-length', String(body.length)],
      ['cache-control', 'no-store'],
    ],
    body,
  }
}
