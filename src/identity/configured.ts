import { readFile } from 'node:fs/promises'
import type { Issuer } from './issuers.ts'
import { presetOf } from './presets/index.ts'

/** Where a secret lies. */
interface Reference {
  readonly from: 'env' | 'file'
  readonly name: string
}

/** An issuer as it is configured: null stands for what its preset says. */
export interface ConfiguredIssuer {
  readonly name: string
  readonly preset: string | null
  readonly issuer: string | null
  readonly audience: string
  readonly algorithms: readonly string[] | null
  readonly run: readonly string[] | null
  /** Absolute path of PEM; null where the system's authorities count. */
  readonly caFile: string | null
  readonly bearer: Reference | null
}

/**
 * The issuer that is meant, its preset's defaults filled in.
 *
 * @param read a secret's value now; it is asked again each time that the issuer is
 */
export async function openIssuer(
  { name, audience, ...configured }: ConfiguredIssuer,
  read: (reference: Reference) => Promise<string>,
): Promise<Issuer> {
  const { caFile, bearer } = configured
  const preset = presetOf(configured.preset, configured.issuer ?? '')
  return {
    name,
    audience,
    preset,
    issuer: configured.issuer ?? preset.issuer!,
    algorithms: configured.algorithms ?? preset.algorithms,
    run: configured.run ?? preset.run,
    ca: caFile === null ? null : await readFile(caFile, 'utf8'),
    bearer: bearer && (() => read(bearer)),
  }
}
