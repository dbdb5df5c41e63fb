export type { Confidence, Rule } from './rule.ts'
export { rules } from './rules/index.ts'
export { createScanner, type Found, type Scan, type Scanner } from './scanner.ts'
