import { unintelligible } from '../../core/errors.ts'

/**
 * The repository that a path leads to, decoded, without the first slash and without `.git`: one repository has one name
 * here, however its path is spelt, for rules compare names. Throws ERR_UNINTELLIGIBLE.
 */
export function repositoryOf(path: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    throw unintelligible("The repository's path is not percent-encoded UTF-8.")
  }
  const repository = decoded.slice(1).replace(/\.git$/, '')
  const parts = repository.split('/')
  if (/%2f/i.test(path)) throw unintelligible("The repository's path holds an encoded slash.")
  if (decoded[0] !== '/' || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw unintelligible('The repository has an empty or a relative part in its path.')
  }
  if (/[\x00-\x1f\x7f\\#%]/.test(repository)) {
    throw unintelligible("The repository's path holds a character that Sallyport takes for no repository's.")
  }
  return repository
}
