/** One thing that is wrong with a configuration file, and where. Lines and columns count from 1. */
export interface Problem {
  readonly file: string
  readonly line: number
  readonly column: number
  /** The field: `connections[0].credential.bearer`; empty where the problem is the file's. */
  readonly path: string
  /** What is wrong with the field, to be read after its path. Never a value that may be a secret. */
  readonly message: string
}

/** Keys and indexes that lead to a field. */
export type Path = readonly (string | number)[]

/** A problem that has yet to be found in the file. */
export interface Finding {
  readonly path: Path
  readonly message: string
}

/** A path as people write it. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

/**
 * A problem as one line that editors and terminals can follow.
 *
 * @example
 * formatProblem({ file: 'gate.yaml', line: 9, column: 5, path: 'connections[0].upstream', message: 'is missing' })
 * // 'gate.yaml:9:5: connections[0].upstream is missing'
 */
export function formatProblem(problem: Problem): string {
  const { file, line, column, path, message } = problem
  return `${file}:${line}:${column}: ${path === '' ? 'the file' : path} ${message}`
}

/** Problems in the order in which they stand in the file. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((one, other) => one.line - other.line || one.column - other.column)
}
