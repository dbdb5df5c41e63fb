import type { Random } from './random.ts'

/**
 * One kind of secret: what it is called, which names variables have that hold it, and how one is made. A `named` one has
 * no shape of its own, so that only its name tells.
 */
export type Family = readonly [
  family: string,
  names: readonly string[],
  make: (random: Random) => string,
  told?: 'named',
]
