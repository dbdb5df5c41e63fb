import {
  type ConstValueNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from 'graphql'
import type { Json } from '../../core/json.ts'

/**
 * What a GraphQL request does: it reads fields, of which any depth of the document is told, it calls mutations, or there
 * is no telling, and `why` says why not.
 */
export type GraphqlCall =
  | { readonly kind: 'query'; readonly fields: ReadonlySet<string> }
  | { readonly kind: 'mutations'; readonly mutations: readonly Mutation[] }
  | { readonly kind: 'unknown'; readonly why: string }

/** One field of a mutation, by the schema's name for it, whatever the alias. */
export interface Mutation {
  readonly name: string
  /** Its arguments with variables filled in. */
  readonly arguments: { readonly [name: string]: Json }
}

/** Tokens of a document; the longest that clients send have a few thousand. */
const MAX_TOKENS = 20_000
const MAX_MUTATIONS = 100

class Unknown extends Error {}

/**
 * Reads a GraphQL request's body (GraphQL over HTTP, "Request Parameters"). Fields that `@skip` or `@include` might leave
 * out are taken as asked for. What can't be read in one way only is `unknown`: never a guess.
 */
export function readGraphql(body: Json): GraphqlCall {
  try {
    return read(body)
  } catch (thrown) {
    if (thrown instanceof Unknown) return { kind: 'unknown', why: thrown.message }
    // The parser's own errors repeat what was sent, and its depth ends the stack.
    return { kind: 'unknown', why: "The GraphQL document can't be read." }
  }
}

function read(body: Json): GraphqlCall {
  if (Array.isArray(body)) throw new Unknown('Several GraphQL requests in one are not read: send them one by one.')
  if (typeof body !== 'object' || body === null) throw new Unknown('The request holds no GraphQL document.')
  const { query, variables, operationName, extensions, ...rest } = body as { readonly [name: string]: Json | undefined }
  const [other] = Object.keys(rest)
  if (other !== undefined) throw new Unknown(`A GraphQL request has no "${other.slice(0, 100)}" beside its document.`)
  if (extensions !== undefined && extensions !== null && Object.keys(extensions as object).length > 0) {
    throw new Unknown('Extensions of GraphQL requests, such as persisted documents, are not read.')
  }
  if (typeof query !== 'string') throw new Unknown('The request holds no GraphQL document.')
  const document = parse(query, { noLocation: true, maxTokens: MAX_TOKENS })
  const operation = chosen(document, operationName)
  if (operation.operation === 'query') return { kind: 'query', fields: fieldNames(document) }
  if (operation.operation === 'subscription') throw new Unknown('GraphQL subscriptions are not read.')
  const values = valuesOf(operation, variables)
  const mutations = fieldsOf(operation.selectionSet, fragmentsOf(document)).map((field) => mutationOf(field, values))
  if (mutations.length === 0) throw new Unknown('The GraphQL mutation asks for nothing.')
  return { kind: 'mutations', mutations }
}

function chosen(document: DocumentNode, name: Json | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((it) => it.kind === Kind.OPERATION_DEFINITION)
  const others = document.definitions.some(
    (it) => it.kind !== Kind.OPERATION_DEFINITION && it.kind !== Kind.FRAGMENT_DEFINITION,
  )
  if (others) throw new Unknown('The GraphQL document defines something other than operations and fragments.')
  const unnamed = name === undefined || name === null || name === ''
  const fitting = unnamed ? operations : operations.filter((it) => it.name?.value === name)
  if (fitting.length !== 1) {
    throw new Unknown("It is not one GraphQL operation that the request names, but several of the document's, or none.")
  }
  return fitting[0]!
}

function fieldNames(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>()
  visit(document, {
    Field({ name }) {
      names.add(name.value)
    },
  })
  return names
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue
    if (fragments.has(definition.name.value)) throw new Unknown('The GraphQL document defines a fragment twice.')
    fragments.set(definition.name.value, definition)
  }
  return fragments
}

/** The fields that an operation selects at its root, through fragments, each fragment once. */
function fieldsOf(root: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): FieldNode[] {
  const fields: FieldNode[] = []
  const seen = new Set<string>()
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (selection.name.value !== '__typename') fields.push(selection)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet)
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        const fragment = fragments.get(selection.name.value)
        if (fragment === undefined) throw new Unknown('The GraphQL document lacks a fragment that it uses.')
        walk(fragment.selectionSet)
      }
    }
  }
  walk(root)
  if (fields.length > MAX_MUTATIONS)
    throw new Unknown(`The request holds more than ${MAX_MUTATIONS} GraphQL mutations.`)
  return fields
}

type Values = { readonly [name: string]: unknown }

function valuesOf(operation: OperationDefinitionNode, variables: Json | undefined): Values {
  const given = variables ?? {}
  if (typeof given !== 'object' || Array.isArray(given))
    throw new Unknown("The GraphQL request's variables are no object.")
  const declared = operation.variableDefinitions ?? []
  const names = declared.map(({ variable }) => variable.name.value)
  if (new Set(names).size < names.length) throw new Unknown('The GraphQL document declares a variable twice.')
  return Object.fromEntries(
    declared.flatMap(({ variable, defaultValue }) => {
      const name = variable.name.value
      if (Object.hasOwn(given, name)) return [[name, (given as Values)[name]]]
      return defaultValue === undefined ? [] : [[name, constantOf(defaultValue as ConstValueNode, {})]]
    }),
  )
}

function mutationOf(field: FieldNode, values: Values): Mutation {
  const given = field.arguments ?? []
  const names = given.map(({ name }) => name.value)
  if (new Set(names).size < names.length) throw new Unknown('A GraphQL mutation has an argument twice.')
  const known = given.flatMap(({ name, value }) => {
    const filled = constantOf(value, values)
    return filled === undefined ? [] : [[name.value, filled]]
  })
  return { name: field.name.value, arguments: Object.fromEntries(known) as { [name: string]: Json } }
}

function constantOf(node: ValueNode, values: Values): unknown {
  visit(node, {
    ObjectValue({ fields }) {
      if (new Set(fields.map(({ name }) => name.value)).size < fields.length) {
        throw new Unknown('A GraphQL value has a field twice.')
      }
    },
    Variable({ name }) {
      // Left out, or not declared at all: servers tell the two apart.
      if (!Object.hasOwn(values, name.value)) throw new Unknown('A GraphQL mutation uses a variable that has no value.')
    },
  })
  return valueFromASTUntyped(node, values as { [name: string]: unknown })
}
