interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly [readonly string[]]
      readonly edge_fields: readonly string[]
      readonly edge_types: readonly [readonly string[]]
    }
  }
  readonly nodes: readonly number[]
  readonly edges: readonly number[]
  readonly strings: readonly string[]
}

/** A string in the heap, and all that refers to it: `type of node . name of edge`, each once. */
export interface Held {
  readonly text: string
  readonly by: readonly string[]
}

/** Every string in a heap snapshot that contains one of the values, also as part of another. */
export function stringsWith(text: string, values: readonly string[]): Held[] {
  const { snapshot, nodes, edges, strings } = JSON.parse(text) as Snapshot
  const { node_fields: nodeFields, node_types: types, edge_fields: edgeFields, edge_types: edgeTypes } = snapshot.meta
  const [width, span] = [nodeFields.length, edgeFields.length]
  const field = (name: string) => nodeFields.indexOf(name)
  const [typeAt, nameAt, countAt] = [field('type'), field('name'), field('edge_count')]
  const suspicious = strings.map((string) => values.some((value) => string.includes(value)))
  const typeOf = (node: number) => types[0][nodes[node + typeAt]!]!
  const isHit = (node: number) => suspicious[nodes[node + nameAt]!]! && typeOf(node).endsWith('string')
  const held = new Map<number, Set<string>>()
  let edge = 0
  for (let node = 0; node < nodes.length; node += width) {
    if (isHit(node) && !held.has(node)) held.set(node, new Set())
    for (let count = nodes[node + countAt]!; count > 0; count -= 1, edge += span) {
      const to = edges[edge + 2]!
      if (!isHit(to)) continue
      const numbered = ['element', 'hidden'].includes(edgeTypes[0][edges[edge]!]!)
      const name = numbered || /^\d+$/.test(strings[edges[edge + 1]!]!) ? '' : ` . ${strings[edges[edge + 1]!]}`
      const holder = suspicious[nodes[node + nameAt]!] ? '' : ` ${strings[nodes[node + nameAt]!]}`
      held.set(to, (held.get(to) ?? new Set()).add(`${typeOf(node)}${holder}${name}`))
    }
  }
  return [...held].map(([node, by]) => ({ text: strings[nodes[node + nameAt]!]!, by: [...by].sort() }))
}
