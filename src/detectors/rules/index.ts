import type { Rule } from '../rule.ts'
import { clouds } from './clouds.ts'
import { forges } from './forges.ts'
import { formats } from './formats.ts'
import { models } from './models.ts'
import { services } from './services.ts'

export { personal } from './personal.ts'

/** Every rule for secrets that Sallyport comes with. Of two that find the same, the first counts. */
export const rules: readonly Rule[] = [...formats, ...forges, ...clouds, ...services, ...models]
