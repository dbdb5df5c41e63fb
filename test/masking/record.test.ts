import { recordMasker } from '../../src/masking/record.ts'
import { githubToken } from './secrets.ts'

const shown = (masker: ReturnType<ReturnType<typeof recordMasker>>, text: string) =>
  masker.headers([['x-note', text]])[0]![1]

test('what a detector finds is hidden, and so is every credential once it has been opened', () => {
  const credential = ['opens', 'the', 'upstream'].join('-')
  let known: readonly string[] = []
  const masker = recordMasker(() => known)
  expect(shown(masker(), `a ${githubToken}`)).not.toContain(githubToken)
  expect(shown(masker(), credential)).toBe(credential)
  expect(masker()).toBe(masker())
  known = [credential]
  expect(shown(masker(), `a ${credential}`)).toBe('a [masked:credential]')
})

test('cookies are hidden as a whole', () => {
  const [field] = recordMasker(() => [])().headers([['set-cookie', 'a=b']])
  expect(field![1]).not.toContain('a=b')
})
