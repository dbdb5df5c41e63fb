import { GatewayError } from '../core/errors.ts'
import type { Timing } from '../core/timing.ts'
import { createKept, type Kept } from './kept.ts'
import { type LoadedBundle, loadPolicy } from './prepare.ts'
import type { Verification } from './signature.ts'
import { fileSource } from './sources/file.ts'
import { type ServiceOptions, serviceSource } from './sources/service.ts'
import type { Source } from './sources/source.ts'

/** Where policy comes from and how it is verified, secrets by reference. */
export interface PolicySettings<Reference> {
  readonly source:
    | { readonly kind: 'file'; readonly path: string }
    | (Omit<ServiceOptions, 'token'> & { readonly kind: 'service'; readonly token: Reference | null })
  readonly verification: (Omit<Verification, 'key' | 'at'> & { readonly key: Reference }) | null
}

/** The same, ready to use. */
export interface ConfiguredPolicy {
  readonly source: Source
  /** How bundles are verified now. Rejects with ERR_CREDENTIAL_UNAVAILABLE. */
  verification(): Promise<Verification | null>
  /** Where a service's last good bundle is kept; null where the source itself is on disk. */
  kept(directory: string): Kept | null
}

/** @param read opens a secret, each time that it is needed: they change under way */
export function createConfigured<Reference>(
  { source, verification }: PolicySettings<Reference>,
  read: (reference: Reference) => Promise<string>,
  timing: Timing,
): ConfiguredPolicy {
  const opened = (reference: Reference, what: string): Promise<string> =>
    read(reference).catch((cause: unknown) => {
      throw new GatewayError('ERR_CREDENTIAL_UNAVAILABLE', `${what} can't be read.`, {
        fix: "The gateway's log says why.",
        cause,
      })
    })
  const open = (): Source => {
    if (source.kind === 'file') return fileSource(source.path, timing)
    const { token } = source
    const readToken = token === null ? null : () => opened(token, "The bundle service's token")
    return serviceSource({ ...source, token: readToken }, timing)
  }
  const from = open()
  return {
    source: from,
    async verification() {
      if (verification === null) return null
      const key = await opened(verification.key, 'The key of policy.verification')
      return { ...verification, key, at: timing.now() }
    },
    kept: (directory) => (source.kind === 'file' ? null : createKept(directory, from.place)),
  }
}

/** The bundle that is at its source now, verified and loaded, and the source let go again. Rejects with ERR_POLICY_*. */
export async function loadConfigured({ source, verification }: ConfiguredPolicy): Promise<LoadedBundle> {
  try {
    const offer = await source.look(new AbortController().signal)
    return await loadPolicy(offer!.archive, await verification())
  } finally {
    await source.close?.()
  }
}
