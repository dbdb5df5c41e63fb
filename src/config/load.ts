import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isMap } from './at.ts'
import type { Config, ConfiguredPolicy, PlacedReference } from './config.ts'
import { type ConfigDocument, readDocument } from './document.ts'
import { findingsOf } from './issues.ts'
import { inOrder, type Problem } from './problem.ts'
import { findReferences } from './references.ts'
import { checkRules, type Knowledge } from './rules.ts'
import { policy, settings } from './schema.ts'
import { toConfig, toPolicy } from './to-config.ts'

/**
 * Either a configuration, or everything that is wrong with its file, in the order of its lines. A file with problems
 * has references too, for `checkReferences`, and its policy where that section is right: whoever mends the file wants to
 * hear of all of it at once.
 */
export type Loaded =
  | { readonly config: Config }
  | {
      readonly problems: readonly Problem[]
      readonly references: readonly PlacedReference[]
      readonly policy: ConfiguredPolicy | null
    }

/**
 * Reads a configuration file and checks all that the file alone can tell; `checkReferences` looks up what it points to.
 *
 * @example
 * const loaded = await loadConfig('sallyport.yaml', { protocols: ['git', 'http'], reserved: [], presets, missingOwner })
 * if ('problems' in loaded) for (const problem of loaded.problems) console.error(formatProblem(problem))
 */
export async function loadConfig(file: string, knowledge: Knowledge): Promise<Loaded> {
  try {
    return parseConfig(file, readDocument(file, await readFile(file, 'utf8')), knowledge)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === undefined) throw thrown
    const problem = { file, line: 1, column: 1, path: '', message: `can't be read (${code})` }
    return { problems: [problem], references: [], policy: null }
  }
}

function parseConfig(file: string, document: ConfigDocument, knowledge: Knowledge): Loaded {
  const { value } = document
  if (value === undefined) return { problems: inOrder(document.problems), references: [], policy: null }
  const references = findReferences(value, dirname(file)).map(({ from, name, path }) => {
    const { message: _message, ...place } = document.locate({ path, message: '' })
    return { from, name, ...place }
  })
  const parsed = settings.safeParse(value)
  const found = [...findingsOf(parsed.error?.issues ?? [], value), ...checkRules(value, knowledge)]
  const problems = [...document.problems, ...found.map(document.locate)]
  if (!parsed.success || problems.length > 0) {
    const section = policy.safeParse(isMap(value) ? value.policy : undefined)
    const read = section.success ? toPolicy(section.data, dirname(file)) : null
    return { problems: inOrder(problems), references, policy: read }
  }
  return { config: toConfig(parsed.data, dirname(file), references) }
}
