import { z } from 'zod'
import type { CustomDetector } from '../core/detector.ts'
import { GatewayError } from '../core/errors.ts'
import { customRule, personal, rules } from '../detectors/index.ts'

const detector = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'is no name in small letters, digits and dashes'),
  title: z.string().min(1),
  pattern: z.string().min(1),
  keywords: z.array(z.string()).min(1).optional(),
  examples: z.array(z.string()).min(1),
  lookalikes: z.array(z.string()).min(1),
})
const shape = z.object({
  settings: z.object({ secrets: z.object({ custom: z.array(detector).max(200).optional() }).optional() }).optional(),
})

const TAKEN: ReadonlySet<string> = new Set([
  ...['provider', 'generic', 'personal', 'custom', 'credential', 'header'],
  ...[...rules, ...personal].map(({ name }) => name),
])

/**
 * The detectors that a bundle's data adds, `settings.secrets.custom`. Throws ERR_POLICY_BUNDLE for one that can't be
 * used: what was meant to be hidden would pass.
 */
export function detectorsIn(data: Buffer): readonly CustomDetector[] {
  // Most bundles have none, and data may be large.
  if (!data.includes('"custom"')) return []
  const read = shape.safeParse(JSON.parse(data.toString()))
  if (!read.success) {
    throw unusable(read.error.issues.map(({ path, message }) => `data.json: ${path.join('.')}: ${message}`).join('\n'))
  }
  const detectors = (read.data.settings?.secrets?.custom ?? []) as readonly CustomDetector[]
  for (const [index, one] of detectors.entries()) {
    if (TAKEN.has(one.name)) throw unusable(`The detector "${one.name}" has a name that is taken.`)
    if (detectors.findIndex(({ name }) => name === one.name) < index) {
      throw unusable(`There are two detectors "${one.name}".`)
    }
    try {
      customRule(one)
    } catch (cause) {
      throw unusable(`Detector "${one.name}": its pattern can't be used: ${(cause as Error).message}.`)
    }
  }
  return detectors
}

const unusable = (message: string) =>
  new GatewayError('ERR_POLICY_BUNDLE', message, {
    fix: 'docs/masking.md says what a detector of your own looks like.',
  })
