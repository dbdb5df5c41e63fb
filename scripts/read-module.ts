import { readFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { parseSync } from '@swc/core'

/** What the layout's rules ask of one file. Paths are below the repository, with slashes. */
export interface Module {
  readonly path: string
  readonly lines: number
  /** Files of ours that it imports, for their values or their types. */
  readonly imports: readonly string[]
  /** False where all that it exports is types. */
  readonly exportsValues: boolean
  /** Getters in object literals. */
  readonly getters: number
}

type Syntax = { readonly type?: string; readonly [property: string]: unknown }

/** Reads a TypeScript file. Throws where it can't be parsed. */
export function readModule(repository: string, path: string): Module {
  const text = readFileSync(join(repository, path), 'utf8')
  const syntax = parseSync(text, { syntax: 'typescript', target: 'es2024' }) as unknown as { body: Syntax[] }
  const imports = [...specifiers(syntax.body)]
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => join(dirname(path), specifier).split(sep).join('/'))
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [...new Set(imports)],
    exportsValues: syntax.body.some(exportsValue),
    getters: getters(syntax.body),
  }
}

function getters(node: unknown): number {
  if (typeof node !== 'object' || node === null) return 0
  const own = (node as Syntax).type === 'GetterProperty' ? 1 : 0
  return Object.values(node).reduce<number>((sum, child) => sum + getters(child), own)
}

/** Whatever is imported or exported from, `import()` of a literal included. */
function* specifiers(node: unknown): Iterable<string> {
  if (typeof node !== 'object' || node === null) return
  const { type, source, callee, argument, arguments: given } = node as Syntax
  if (/^(Import|Export\w*)Declaration$/.test(type ?? '')) yield* literal(source)
  if (type === 'TsImportType') yield* literal(argument)
  if (type === 'CallExpression' && (callee as Syntax).type === 'Import') {
    yield* literal((given as { expression: unknown }[])[0]?.expression)
  }
  for (const child of Object.values(node)) yield* specifiers(child)
}

function* literal(node: unknown): Iterable<string> {
  const { type, value } = (node ?? {}) as Syntax
  if (type === 'StringLiteral') yield value as string
}

function exportsValue({ type, typeOnly, specifiers, declaration }: Syntax): boolean {
  if (type === 'ExportDeclaration') {
    const { type, declare } = declaration as Syntax
    return declare !== true && type !== 'TsInterfaceDeclaration' && type !== 'TsTypeAliasDeclaration'
  }
  if (type === 'ExportNamedDeclaration') {
    return typeOnly !== true && (specifiers as Syntax[]).some(({ isTypeOnly }) => isTypeOnly !== true)
  }
  if (type === 'ExportAllDeclaration') return typeOnly !== true
  return type === 'ExportDefaultDeclaration' || type === 'ExportDefaultExpression'
}
