import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { checkLayout } from '../../scripts/check-layout.ts'

const root = mkdtempSync(join(tmpdir(), 'check-layout-'))

afterAll(() => rmSync(root, { recursive: true }))

/** What is wrong with a repository of these files. */
function violations(files: { readonly [path: string]: string }, exempt?: Parameters<typeof checkLayout>[1]): string[] {
  const repository = mkdtempSync(join(root, 'repository-'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(repository, dirname(path)), { recursive: true })
    writeFileSync(join(repository, path), text)
  }
  return checkLayout(repository, exempt)
}

/** A file of types alone, which needs no test, and that imports these. */
const importing = (...specifiers: string[]) =>
  `${specifiers.map((specifier) => `import type {} from '${specifier}'\n`).join('')}export interface Thing {}\n`

test('a house in order', () => {
  expect(
    violations({
      'src/core/json.ts': importing('node:fs', 'zod'),
      'src/core/errors.ts': importing('./json.ts'),
      'src/policy/engine.ts': importing('../core/json.ts', './tar.ts'),
      'src/policy/tar.ts': importing('../detectors/rule.ts'),
      'src/detectors/rule.ts': importing('../core/json.ts', './bytes.ts'),
      'src/detectors/bytes.ts': importing(),
      'src/protocols/git/index.ts': importing('../links.ts', '../../core/json.ts', '../../detectors/rule.ts'),
      'src/protocols/links.ts': importing(),
      'src/compose.ts': importing('./policy/engine.ts', './protocols/git/index.ts'),
      'src/main.ts': importing('./compose.ts'),
      'src/cli/serve.ts': importing('../main.ts', '../policy/engine.ts', './index.ts'),
      'src/cli/index.ts': importing(),
    }),
  ).toEqual([])
})

test('an import the wrong way is named', () => {
  expect(
    violations({
      'src/cli/serve.ts': importing(),
      'src/compose.ts': importing('./cli/serve.ts'),
      'src/core/errors.ts': importing('../policy/engine.ts', '../detectors/rule.ts'),
      'src/detectors/rule.ts': importing('../store/pool.ts'),
      'src/policy/engine.ts': importing('../store/pool.ts', '../cli/serve.ts', '../../scripts/tool.ts'),
      'src/store/pool.ts': importing('../main.ts'),
      'src/main.ts': importing(),
      'src/odd.ts': importing(),
    }),
  ).toEqual([
    'src/compose.ts imports src/cli/serve.ts: nothing imports cli.',
    'src/core/errors.ts imports src/policy/engine.ts: core imports nothing but itself.',
    'src/core/errors.ts imports src/detectors/rule.ts: core imports nothing but itself.',
    'src/detectors/rule.ts imports src/store/pool.ts: detectors imports nothing but core and itself.',
    'src/odd.ts is in no room: move it into a folder of src.',
    'src/policy/engine.ts imports src/store/pool.ts: policy imports nothing but core, detectors and itself.',
    'src/policy/engine.ts imports src/cli/serve.ts: nothing imports cli.',
    'src/policy/engine.ts imports scripts/tool.ts, which is not in src.',
    'src/store/pool.ts imports src/main.ts: store imports nothing but core, detectors and itself.',
  ])
})

test('a cycle is named once, with everything in it', () => {
  expect(
    violations({
      'src/policy/a.ts': importing('./b.ts'),
      'src/policy/b.ts': importing('./c.ts', './d.ts'),
      'src/policy/c.ts': importing('./a.ts'),
      'src/policy/d.ts': importing(),
      'src/policy/self.ts': importing('./self.ts'),
    }),
  ).toEqual([
    'src/policy/a.ts → src/policy/b.ts → src/policy/c.ts → src/policy/a.ts is a cycle.',
    'src/policy/self.ts → src/policy/self.ts is a cycle.',
  ])
})

describe('tests beside the sources', () => {
  const value = 'export const one = 1\n'

  test('a file that exports a value has one', () => {
    expect(violations({ 'src/policy/a.ts': value, 'src/policy/b.ts': value, 'test/policy/b.test.ts': '' })).toEqual([
      'src/policy/a.ts has no test/policy/a.test.ts.',
    ])
  })

  test('an index may have any of its folder', () => {
    const files = { 'src/git/index.ts': value, 'src/http/index.ts': value, 'test/git/deep/words.test.ts': '' }
    expect(violations(files)).toEqual(['src/http/index.ts has no test/http/index.test.ts.'])
  })

  test('types and declarations need none, nor what is exempt', () => {
    const files = { 'src/a/types.ts': importing(), 'src/a/wasm.d.ts': 'declare const x: 1\n', 'src/a/b.ts': value }
    expect(violations(files, { tests: { 'src/a/b.ts': 'why' }, length: {} })).toEqual([])
  })
})

test('a file of more than 300 lines is named, wherever it is', () => {
  const lines = (count: number) => '// a line\n'.repeat(count)
  const files = {
    'src/policy/a.ts': lines(300),
    'src/policy/b.ts': lines(301),
    'scripts/c.ts': lines(302),
    'test/policy/d.test.ts': lines(303),
  }
  expect(violations(files)).toEqual([
    'src/policy/b.ts has 301 lines: split it, or say in scripts/check-layout.ts why not.',
    'scripts/c.ts has 302 lines: split it, or say in scripts/check-layout.ts why not.',
    'test/policy/d.test.ts has 303 lines: split it, or say in scripts/check-layout.ts why not.',
  ])
  expect(violations({ 'src/policy/b.ts': lines(301) }, { tests: {}, length: { 'src/policy/b.ts': 'why' } })).toEqual([])
})

test('a getter in a literal is named where objects are made for each request', () => {
  const files = Object.fromEntries(
    ['gateway', 'masking', 'journal'].map((room) => [
      `src/${room}/a.ts`,
      'const it = { get one() { return 1 } }\nexport type It = typeof it\n',
    ]),
  )
  expect(violations(files)).toEqual([
    'src/gateway/a.ts has a getter in an object literal: make it a method, or a plain member.',
    'src/masking/a.ts has a getter in an object literal: make it a method, or a plain member.',
  ])
})
