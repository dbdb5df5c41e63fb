import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '../../scripts/catalogue.ts'
import { findOpa } from '../../scripts/ensure-opa.ts'
import { folderOf, needingOpa } from '../policy/real-opa.ts'

const test = needingOpa()
const opa = (await findOpa())!

const rule = (short: string) => `# METADATA
# title: Odd
# custom:
#   short: ${short}
package sallyport.rules.git.odd_ones

deny contains {"message": "No."} if input.version == 1

allow contains {"message": "Yes.", "operation": 0}
`

test('each rule has a row, with what its METADATA says and how it answers', async () => {
  const folder = folderOf({
    'policies/rules/git/odd_ones/odd_ones.rego': rule('Odd ones are refused'),
    'policies/rules/git/odd_ones/README.md': '# Odd ones\n',
  })
  expect(await catalogue(opa, folder)).toContain(
    '| [`git/odd-ones`](../policies/rules/git/odd_ones/README.md) | Odd ones are refused | denies, allows |\n\n1 rules.',
  )
  rmSync(join(folder, 'policies/rules/git/odd_ones/README.md'))
  await expect(catalogue(opa, folder)).rejects.toThrow(
    'git/odd-ones has no page policies/rules/git/odd_ones/README.md.',
  )
})

test('the committed page is what the rules make', async () => {
  const repository = join(import.meta.dirname, '../..')
  expect(readFileSync(join(repository, 'docs/rules.md'), 'utf8')).toBe(await catalogue(opa, repository))
})
