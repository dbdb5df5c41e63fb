import type { Value } from '../../../src/policy/builtins/builtin.ts'
import { call, stopsAt } from './calling.ts'

const graph = (edges: { readonly [node: string]: Value }) => new Map(Object.entries(edges))

test('paths end where there is no edge, where the graph ends, and where they come back', () => {
  const edges = graph({ a: ['b', 'x'], b: new Set(['c', 'a']), c: [] })
  expect(call('graph.reachable_paths', edges, ['a'])).toEqual(new Set([['a', 'b', 'c'], ['a', 'b'], ['a']]))
})

test('an edge of the first node to itself is followed once', () => {
  expect(call('graph.reachable_paths', graph({ a: ['a', 'b'], b: [] }), new Set(['a']))).toEqual(
    new Set([
      ['a', 'a'],
      ['a', 'a', 'b'],
      ['a', 'b'],
    ]),
  )
})

test('a node that is not in the graph has no path, and other operands no answer', () => {
  expect(call('graph.reachable_paths', graph({}), ['a'])).toEqual(new Set())
  expect(call('graph.reachable_paths', [], ['a'])).toBeUndefined()
  expect(call('graph.reachable_paths', graph({}), 'a')).toBeUndefined()
})

test('a graph with more paths than anybody can count stops', () => {
  const layers = Array.from({ length: 40 }, (_, layer) => [`${layer}a`, `${layer}b`])
  const edges = graph(
    Object.fromEntries(layers.slice(0, -1).flatMap((layer, index) => layer.map((node) => [node, layers[index + 1]!]))),
  )
  expect(stopsAt(1_000_000, 'graph.reachable_paths', edges, ['0a'])).toBe(true)
})
