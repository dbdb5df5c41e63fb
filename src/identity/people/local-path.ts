/** Where somebody goes who asked for no page in particular. */
const HOME = '/approvals'

/**
 * A path of our own that may be led to after a login, whatever was asked for: no other origin's, in no spelling that a
 * browser takes for one (RFC 9700, section 4.11).
 */
export function localPath(asked: unknown): string {
  return typeof asked === 'string' && /^\/(?:[\w.~%-][\w.~%/-]*)?(?:\?[\w.~%=&-]*)?$/.test(asked) ? asked : HOME
}
