import type { Family, Spend, Value } from './builtin.ts'
import { distinct, entriesOf, isArray, isObject, isSet, keyOf } from './value.ts'

/** A node's neighbours: none where its edges are neither an array nor a set. */
function neighboursOf(edges: Value): Value[] {
  return isArray(edges) || isSet(edges) ? [...edges] : []
}

/** Every path from some nodes to where it ends, comes back on itself or leaves the graph. Source: OPA's v1/topdown/reachable.go. */
function reachablePaths(spend: Spend, graph: Value, initial: Iterable<Value>): Set<Value> {
  const edges = new Map(entriesOf(graph).map(([node, value]) => [keyOf(node), neighboursOf(value)]))
  const paths: Value[][] = []
  const path: Value[] = []
  const reached = new Set<string>()
  const add = (): void => {
    spend(16 + path.length * 8)
    paths.push([...path])
  }
  const follow = (node: Value): void => {
    const key = keyOf(node)
    const neighbours = edges.get(key)
    spend(16)
    if (neighbours === undefined) {
      add()
      return
    }
    const again = reached.has(key)
    path.push(node)
    reached.add(key)
    if (neighbours.length === 0) add()
    for (const neighbour of neighbours) {
      if (reached.has(keyOf(neighbour))) add()
      else follow(neighbour)
    }
    if (!again) reached.delete(key)
    path.pop()
  }
  for (const node of initial) {
    const key = keyOf(node)
    const neighbours = edges.get(key)
    path.push(node)
    reached.add(key)
    if (neighbours?.length === 0) add()
    // Its own edge back to a first node is followed, for OPA doesn't look here whether it was reached.
    for (const neighbour of neighbours ?? []) follow(neighbour)
    reached.delete(key)
    path.pop()
  }
  return distinct(paths)
}

/** OPA's builtin of graphs that the module lacks. */
export const graphFamily: Family = {
  'graph.reachable_paths': {
    notation: 'rego',
    call(spend, graph, initial) {
      if (!isObject(graph) || !(isArray(initial) || isSet(initial))) return undefined
      return reachablePaths(spend, graph, initial)
    },
  },
}
