import { z } from 'zod'
import { isMap } from './at.ts'
import { didYouMean } from './nearest.ts'
import { parseReference, parseSecret } from './reference.ts'

/** Node's timers hold 2^31 - 1 milliseconds, and fire at once past it. */
const LONGEST = 2_147_483

/** A map with these fields and no other. The message has one line for each of the issue's unknown keys. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape)
  return z.strictObject(shape, {
    error: ({ code, ...issue }) =>
      code === 'unrecognized_keys'
        ? (issue.keys as string[]).map((key) => `is not a field here${didYouMean(key, names)}`).join('\n')
        : undefined,
  })
}

/** Text that `holds` is true of. */
export function text(holds: (value: string) => boolean, error: string) {
  return z.string().refine(holds, { error })
}

export const word = z.string().min(1)
export const url = (schemes: readonly string[]) =>
  text((value) => {
    const parsed = URL.canParse(value) ? new URL(value) : null
    return (
      parsed !== null &&
      schemes.includes(parsed.protocol) &&
      !parsed.username &&
      !parsed.password &&
      !/[?#\s]/.test(value)
    )
  }, 'must be an http:// or https:// URL without user, query or fragment')
export const seconds = (least: number) => z.int().min(least).max(LONGEST)

/** Whatever stands there, it may be a secret: no message repeats it, not even its type. */
const INLINE = 'must be env:NAME or file:path: a secret never stands in this file'
const EARLY = 'must be env:NAME or file:path: this one is needed before Vault or a program can be asked'
const ANYWHERE = 'must be env:NAME, file:path, vault:mount/path#field or a command: a secret never stands in this file'

/** A secret that is read before anything runs. */
export const secret = z
  .string({ error: ({ input }) => (isMap(input) && 'command' in input ? EARLY : INLINE) })
  .refine((value) => parseReference(value, '') !== null, {
    error: ({ input }) => (String(input).startsWith('vault:') ? EARLY : INLINE),
  })

/** A secret that is read when it is needed, wherever it lies. */
export const anySecret = z.union(
  [
    z.string().refine((value) => parseSecret(value, '') !== null, { error: ANYWHERE }),
    fields({ command: z.array(z.string().min(1)).min(1), seconds: seconds(20).default(300) }),
  ],
  { error: ANYWHERE },
)
