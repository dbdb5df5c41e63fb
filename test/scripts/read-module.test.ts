import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Module, readModule } from '../../scripts/read-module.ts'

const repository = mkdtempSync(join(tmpdir(), 'read-module-'))
mkdirSync(join(repository, 'src/policy'), { recursive: true })

afterAll(() => rmSync(repository, { recursive: true }))

function read(text: string): Module {
  writeFileSync(join(repository, 'src/policy/it.ts'), text)
  return readModule(repository, 'src/policy/it.ts')
}

test.each([
  [`import { a } from './a.ts'\n`, ['src/policy/a.ts']],
  [`import type { A } from '../core/a.ts'\n`, ['src/core/a.ts']],
  [`import './a.ts'\nimport { a } from './a.ts'\n`, ['src/policy/a.ts']],
  [`export { a } from './a.ts'\n`, ['src/policy/a.ts']],
  [`export * from './a.ts'\n`, ['src/policy/a.ts']],
  [`export type { A } from './a.ts'\n`, ['src/policy/a.ts']],
  [`type A = import('./a.ts').A\n`, ['src/policy/a.ts']],
  [`async function f() { return (await import('../store/a.ts')).a }\n`, ['src/store/a.ts']],
  [`import { z } from 'zod'\nimport { join } from 'node:path'\n`, []],
  [`// import { a } from './a.ts'\nconst text = "import './a.ts'"\n`, []],
  [`const load = (name: string) => import(name)\n`, []],
])('imports of %j', (text, imports) => {
  expect(read(text)).toEqual({
    path: 'src/policy/it.ts',
    lines: text.split('\n').length - 1,
    imports,
    exportsValues: text.startsWith('export {') || text.startsWith('export *'),
    getters: 0,
  })
})

test.each([
  ['export const a = 1', true],
  ['export function a() {}', true],
  ['export class A {}', true],
  ['export default 1', true],
  ['export default class {}', true],
  [`const a = 1\nexport { a }`, true],
  [`export { type A, b } from './a.ts'`, true],
  [`export * as a from './a.ts'`, true],
  ['const a = 1', false],
  ['export interface A {}', false],
  ['export type A = 1', false],
  ['export declare const a: 1', false],
  [`export { type A } from './a.ts'`, false],
  [`export type { A } from './a.ts'`, false],
  [`export type * from './a.ts'`, false],
  ['export {}', false],
])('%s exports values: %s', (text, expected) => {
  expect(read(text).exportsValues).toBe(expected)
})

test('getters of literals are counted, not those of classes', () => {
  expect(read('const it = { get one() { return { get two() { return 2 } } }, three: 3 }\n').getters).toBe(2)
  expect(read('class It { get one() { return 1 } }\n').getters).toBe(0)
})
