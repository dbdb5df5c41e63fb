import type { Adapter, TextLayout } from '../core/adapter.ts'
import type { AnswerHead } from '../core/request.ts'

/** Where the text of what has this head lies; null where it is none that could be masked. */
export function layoutOrNull(adapter: Adapter, head: AnswerHead): TextLayout | null {
  try {
    return adapter.text(head)
  } catch {
    return null
  }
}

/** In which units it is text as it stands; null where it is something else, or a part: secrets may be cut. */
export function textUnits(adapter: Adapter, head: AnswerHead): TextLayout['units'] | null {
  const layout = layoutOrNull(adapter, head)
  return layout !== null && layout.codings.length === 0 && !layout.part ? layout.units : null
}
