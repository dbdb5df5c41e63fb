import { readFile } from 'node:fs/promises'
import { type ConfigDocument, readDocument } from './document.ts'
import { findingsOf } from './issues.ts'
import type { Path, Problem } from './problem.ts'
import { checkRules, type Knowledge } from './rules.ts'
import { type Config, settings } from './schema.ts'
import { toConfig } from './to-config.ts'

/** Either a configuration, or everything that is wrong with its file, in the order of its lines. */
export type Loaded = { readonly config: Config } | { readonly problems: readonly Problem[] }

/**
 * Reads a configuration file and checks all that the file alone can tell; `checkReferences` looks up what it points to.
 *
 * @example
 * const loaded = await loadConfig('sallyport.yaml', { protocols: ['git', 'http'], missingOwner })
 * if ('problems' in loaded) for (const problem of loaded.problems) console.error(formatProblem(problem))
 */
export async function loadConfig(file: string, knowledge: Knowledge): Promise<Loaded> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (thrown) {
    const message = `can't be read (${(thrown as NodeJS.ErrnoException).code})`
    return { problems: [{ file, line: 1, column: 1, path: '', message }] }
  }
  return parseConfig(file, readDocument(file, text), knowledge)
}

function parseConfig(file: string, document: ConfigDocument, knowledge: Knowledge): Loaded {
  if (document.value === undefined) return { problems: inOrder(document.problems) }
  const parsed = settings.safeParse(document.value)
  const found = [...findingsOf(parsed.error?.issues ?? [], document.value), ...checkRules(document.value, knowledge)]
  const problems = [...document.problems, ...found.map(document.locate)]
  if (!parsed.success || problems.length > 0) return { problems: inOrder(problems) }
  const place = (path: Path) => {
    const { message: _message, ...place } = document.locate({ path, message: '' })
    return place
  }
  return { config: toConfig(file, parsed.data, place) }
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column)
}
