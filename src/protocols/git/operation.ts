import type { Json } from '../../core/json.ts'
import type { Operation } from '../../core/operation.ts'

/**
 * What is done to one ref, by a push or through a forge's API: in the same words, so that one rule covers both.
 * `repository` is its path, `ref` begins with `refs/`.
 */
export function refOperation(
  repository: string,
  ref: string,
  action: 'create' | 'update' | 'delete',
  more: { readonly [name: string]: Json },
): Operation {
  return {
    kind: action === 'delete' ? 'git.delete' : 'git.push',
    access: action === 'delete' ? 'delete' : 'write',
    resource: `${repository}#${ref}`,
    detail: { repository, ref, action, ...more },
  }
}
