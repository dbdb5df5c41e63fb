import type { Json } from '../../../src/core/json.ts'
import { type Call, type Effects, operationsOf } from '../../../src/protocols/forge/effects.ts'

function call(given: { readonly [name: string]: Json } = {}, repository: string | null = 'acme/shop'): Call {
  return { protocol: 'github', door: 'POST /x', resource: '/x', repository, get: (name) => given[name] }
}

const detail = (effect: Effects, given?: { readonly [name: string]: Json }) =>
  operationsOf(call(given), [effect])[0].detail
const push = { does: 'push', ref: { branch: 'branch' }, action: 'update' } as const

test('a ref that is moved is a push, whichever the door', () => {
  expect(operationsOf(call({ branch: 'main' }), [push])).toEqual([
    {
      kind: 'git.push',
      access: 'write',
      resource: 'acme/shop#refs/heads/main',
      detail: { repository: 'acme/shop', ref: 'refs/heads/main', action: 'update', via: 'github.POST /x' },
    },
  ])
})

test('a ref that is deleted', () => {
  expect(operationsOf(call({ tag: 'v1' }), [{ does: 'remove', ref: { tag: 'tag' } }])).toEqual([
    {
      kind: 'git.delete',
      access: 'delete',
      resource: 'acme/shop#refs/tags/v1',
      detail: { repository: 'acme/shop', ref: 'refs/tags/v1', action: 'delete', via: 'github.POST /x' },
    },
  ])
})

test('everything else is the forge’s own', () => {
  expect(operationsOf(call({}, null), [{ does: 'execute', to: 'graphql', why: 'Who knows.' }])).toEqual([
    {
      kind: 'github.graphql',
      access: 'execute',
      resource: '/x',
      detail: { repository: null, via: 'github.POST /x', path: '/x', why: 'Who knows.' },
    },
  ])
})

test('a ref that is not named, in words', () => {
  const effect: Effects = { ...push, ref: { branch: 'branch', otherwise: 'the branch of {number}' } }
  const unnamed = { ref: '?', means: 'the branch of 7' }
  for (const branch of [{}, { branch: null }, { branch: '' }]) {
    expect(detail(effect, { number: '7', ...branch })).toMatchObject(unnamed)
  }
  expect(detail({ ...push, ref: { unnamed: 'the branch of {number}' } }, { number: '7' })).toMatchObject(unnamed)
  expect(detail({ ...push, ref: { unnamed: 'that of {number}' } })).toMatchObject({ means: 'that of ?' })
})

test('a repository that is not named, and one that a parameter names', () => {
  expect(operationsOf(call({ branch: 'main' }, null), [push])[0].resource).toBe('?#refs/heads/main')
  const named = operationsOf(call({ branch: 'main', project: 'A/B' }, null), [{ ...push, repository: 'project' }])[0]
  expect(named.resource).toBe('a/b#refs/heads/main')
})

test.each([
  [true, true],
  ['true', true],
  ['yes', true],
  [1, true],
  [0, true],
  ['', true],
  [false, undefined],
  [null, undefined],
])('force %j counts as %s', (force, forced) => {
  expect((detail({ ...push, force: 'force' }, { branch: 'main', force }) as { forced?: boolean }).forced).toBe(forced)
})

test('paths, of one file, of a list, and of one that stands for a list', () => {
  const effect: Effects = { ...push, path: ['path', 'files[].path', 'files[].from'] }
  const paths = (given: { readonly [name: string]: Json }) =>
    (detail(effect, { branch: 'main', ...given }) as { paths: string[] }).paths
  expect(paths({})).toEqual([])
  expect(
    paths({
      path: 'a',
      files: [
        { path: 'b', from: 'a' },
        { path: 'c', from: null },
      ],
    }),
  ).toEqual(['a', 'b', 'c'])
  expect(paths({ files: { path: 'b' } })).toEqual(['b'])
  expect(() => paths({ files: [{ path: 7 }] })).toThrow('The request names a file by something that is no text.')
  expect(() => paths({ path: ['a', 'b/'] })).toThrow('could mean another one')
})

test('what has to be there, and be text', () => {
  expect(() => detail(push)).toThrow('The request has no "branch", which POST /x takes.')
  expect(() => detail(push, { branch: 7 })).toThrow('The request\'s "branch" is no text.')
  expect(() => detail({ ...push, new: 'sha' }, { branch: 'main', sha: 'main' })).toThrow('no object name')
})
