export type { Masker } from './masker.ts'
export { type Masking, openMasking } from './open.ts'
export { createSharedValues } from './shared-values.ts'
export { type TextMasker, type ToMask, textMaskerOf } from './text.ts'
