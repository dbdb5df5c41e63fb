/** Longer names fit no file system that a repository lies on, and would not fit a report's packet. */
const MAX_BYTES = 4096

/**
 * Whether a push may name this ref: it lies under `refs/`, and git-check-ref-format(1) takes it.
 */
export function isRefName(name: string): boolean {
  if (!name.startsWith('refs/') || Buffer.byteLength(name) > MAX_BYTES) return false
  if (/[\x00-\x20\x7f~^:?*[\\]/.test(name)) return false
  if (name.includes('..') || name.includes('@{') || name.endsWith('.')) return false
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'))
}
