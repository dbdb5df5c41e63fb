type Timing = readonly (readonly [milliseconds: number, bytes: number])[]

/** Moments that are told apart at the most: of more, neighbours are put together. */
const MOMENTS = 1_000

/** Keeps what came when, in bounded memory: the longer it goes on, the coarser. */
export interface TimingKeeper {
  add(milliseconds: number, bytes: number): void
  readonly timing: Timing
}

export function createTiming(): TimingKeeper {
  let grain = 1
  const keeper = {
    timing: [] as [number, number][],
    add(milliseconds: number, bytes: number) {
      if (bytes === 0) return
      const last = keeper.timing.at(-1)
      if (last !== undefined && milliseconds - last[0] < grain) {
        last[1] += bytes
        return
      }
      keeper.timing.push([milliseconds, bytes])
      while (keeper.timing.length > MOMENTS) {
        grain *= 2
        keeper.timing = coarser(keeper.timing, grain)
      }
    },
  }
  return keeper
}

function coarser(moments: readonly [number, number][], grain: number): [number, number][] {
  const kept: [number, number][] = []
  for (const [milliseconds, bytes] of moments) {
    const last = kept.at(-1)
    if (last !== undefined && milliseconds - last[0] < grain) last[1] += bytes
    else kept.push([milliseconds, bytes])
  }
  return kept
}
