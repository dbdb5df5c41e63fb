import type { Spend, Value } from '../builtin.ts'
import { entriesOf, isArray, isObject, isSet, keyOf } from '../value.ts'
import { indexOf } from './pointer.ts'

/** A value that is being edited: a collection with its members, or a value as it is. */
export type Tree = Members | Elements | { readonly kind: 'value'; readonly value: Value }

/** An object's or a set's members, by what OPA tells keys apart by. */
interface Members {
  readonly kind: 'object' | 'set'
  readonly members: Map<string, { readonly key: Value; value: Tree }>
}

/** An array's elements, and those that it had at first. */
interface Elements {
  readonly kind: 'array'
  readonly original: readonly Value[]
  readonly elements: { readonly touched: boolean; readonly value: Tree }[]
}

/** Null for a path that leads nowhere, which fails the patch. */
type Found<T> = T | null

export function treeOf(value: Value): Tree {
  return { kind: 'value', value }
}

/** The same with its members, one level deep. */
function open(spend: Spend, tree: Tree): Tree {
  if (tree.kind !== 'value') return tree
  const { value } = tree
  if (isArray(value)) {
    spend(value.length)
    return { kind: 'array', original: value, elements: value.map((each) => ({ touched: false, value: treeOf(each) })) }
  }
  if (!isObject(value) && !isSet(value)) return tree
  const entries: [Value, Value][] = isSet(value) ? [...value].map((member) => [member, member]) : entriesOf(value)
  spend(entries.length)
  const members = new Map(entries.map(([key, member]) => [keyOf(key), { key, value: treeOf(member) }]))
  return { kind: isSet(value) ? 'set' : 'object', members }
}

export function render(tree: Tree): Value {
  if (tree.kind === 'value') return tree.value
  if (tree.kind === 'array') return tree.elements.map(({ value }) => render(value))
  const entries = [...tree.members.values()].map(({ key, value }): [Value, Value] => [key, render(value)])
  return tree.kind === 'object' ? new Map(entries) : new Set(distinctMembers(entries))
}

function distinctMembers(entries: readonly [Value, Value][]): Value[] {
  return [...new Map(entries.map(([, value]) => [keyOf(value), value])).values()]
}

/**
 * Edits of one tree along paths, as OPA makes them. An element of an array that hasn't been touched is looked up by its
 * index in the array as it was at first, whatever came or went before it. Source: OPA's internal/edittree.
 */
export class Editor {
  readonly #spend: Spend
  #root: Tree
  /** OPA's own tree fails on edits below a root that was put in whole. */
  #replaced = false

  constructor(spend: Spend, value: Value) {
    this.#spend = spend
    this.#root = treeOf(value)
  }

  get value(): Value {
    return render(this.#root)
  }

  at(path: readonly Value[]): Found<Value> | undefined {
    const tree = this.#unfold(path)
    return tree === null ? undefined : render(tree)
  }

  /** Whether it went well. */
  insert(path: readonly Value[], value: Value): boolean {
    const key = path.at(-1)
    if (key === undefined) {
      this.#root = treeOf(value)
      this.#replaced = true
      return true
    }
    const parent = this.#parent(path)
    if (parent?.kind === 'object') {
      parent.members.set(keyOf(key), { key, value: treeOf(value) })
      return true
    }
    if (parent?.kind === 'set') {
      if (keyOf(key) !== keyOf(value)) return false
      refresh(parent).set(keyOf(key), { key, value: treeOf(value) })
      return true
    }
    if (parent?.kind !== 'array') return false
    const index = indexOf(key, parent.elements.length)
    if (index === undefined || index < 0 || index > parent.elements.length) return false
    this.#spend(parent.elements.length / 8)
    parent.elements.splice(index, 0, { touched: true, value: treeOf(value) })
    return true
  }

  /** Whether there was something. */
  delete(path: readonly Value[]): boolean {
    const key = path.at(-1)
    if (key === undefined) throw new Error('json.patch: removing the whole is not supported.')
    const parent = this.#parent(path)
    if (parent?.kind === 'object') return parent.members.delete(keyOf(key))
    if (parent?.kind === 'set') return refresh(parent).delete(keyOf(key))
    if (parent?.kind !== 'array') return false
    const index = indexOf(key, parent.elements.length)
    if (index === undefined || index < 0 || index >= parent.elements.length) return false
    this.#spend(parent.elements.length / 8)
    parent.elements.splice(index, 1)
    return true
  }

  #parent(path: readonly Value[]): Found<Tree> {
    if (this.#replaced) throw new Error('json.patch: an edit within a whole that was replaced is not supported.')
    return this.#unfold(path.slice(0, -1))
  }

  #unfold(path: readonly Value[]): Found<Tree> {
    if (this.#replaced && path.length > 0) {
      throw new Error('json.patch: a look into a whole that was replaced is not supported.')
    }
    this.#root = open(this.#spend, this.#root)
    return path.reduce<Found<Tree>>((tree, segment) => (tree === null ? null : this.#child(tree, segment)), this.#root)
  }

  #child(tree: Tree, segment: Value): Found<Tree> {
    if (tree.kind === 'value') return null
    if (tree.kind === 'array') return this.#element(tree, segment)
    const members = tree.kind === 'set' ? refresh(tree) : tree.members
    const member = members.get(keyOf(segment))
    if (member === undefined) return null
    member.value = open(this.#spend, member.value)
    return member.value
  }

  #element({ original, elements }: Elements, segment: Value): Found<Tree> {
    const index = indexOf(segment, elements.length)
    const element = index === undefined ? undefined : elements[index]
    if (index === undefined || element === undefined) return null
    if (!element.touched && original[index] === undefined) return null
    const value = open(this.#spend, element.touched ? element.value : treeOf(original[index]!))
    elements[index] = { touched: true, value }
    return value
  }
}

/** A set's members by what they are now: one may have been edited. */
function refresh(set: Members): Members['members'] {
  const members = [...set.members.values()]
  set.members.clear()
  for (const { value } of members) {
    const key = render(value)
    set.members.set(keyOf(key), { key, value })
  }
  return set.members
}
