/** A JSON value (RFC 8259). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** A list that has at least one member. */
export type NonEmpty<T> = readonly [T, ...T[]]

/** Narrows a list to {@link NonEmpty}. */
export function isNonEmpty<T>(list: readonly T[]): list is NonEmpty<T> {
  return list.length > 0
}
