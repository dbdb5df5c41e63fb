/** Takes out what came first, where there are more than so many. */
export function forgetOldest<K>(kept: Pick<Map<K, unknown> | Set<K>, 'size' | 'keys' | 'delete'>, most: number): void {
  if (kept.size > most) kept.delete(kept.keys().next().value as K)
}
