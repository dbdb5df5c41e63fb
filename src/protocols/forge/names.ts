import { unintelligible } from '../../core/errors.ts'
import { isRefName } from '../git/ref-name.ts'

/**
 * What stands for a ref or a repository that a request doesn't name, such as a pull request's base branch. Git lets no
 * ref hold a question mark, and no forge a repository's name.
 */
export const UNNAMED = '?'

/**
 * A repository's path as rules see it, in lower case: forges find it in any, and rules compare names. Throws
 * ERR_UNINTELLIGIBLE for what is no such path.
 */
export function repositoryName(path: string): string {
  const parts = path.split('/')
  const plain = parts.every((part) => /^[A-Za-z0-9_.-]+$/.test(part) && !/^\.+$/.test(part))
  if (parts.length < 2 || !plain || /\.git$/i.test(path)) {
    throw unintelligible('The request names a repository by something that is no path of one.')
  }
  return path.toLowerCase()
}

/**
 * The ref of a branch that is named without `refs/heads/`, or, where the API takes both, `qualified`, with it. Throws
 * ERR_UNINTELLIGIBLE for names that a forge might look up in more than one place.
 */
export function branchRef(name: string, qualified = false): string {
  return checked(`refs/heads/${shortName(qualified ? name.replace(/^refs\/heads\//, '') : name)}`)
}

/** The same of a tag. */
export function tagRef(name: string): string {
  return checked(`refs/tags/${shortName(name)}`)
}

/** A ref that is named in full, or by what stands after `refs/`. Throws ERR_UNINTELLIGIBLE. */
export function fullRef(name: string, below: 'refs/' | '' = ''): string {
  if (below === 'refs/' && name.startsWith('refs/')) throw unintelligible('The path names the ref with refs/ twice.')
  return checked(below + name)
}

function shortName(name: string): string {
  if (/^(?:refs|heads|tags|remotes)\//.test(name) || name === 'HEAD' || name === '@') {
    throw unintelligible(
      'The request names a branch or tag in a way that could mean another one.',
      'Give its name alone, without refs/heads/ or refs/tags/.',
    )
  }
  return name
}

function checked(ref: string): string {
  if (!isRefName(ref) || !ref.isWellFormed()) {
    throw unintelligible('The request names a ref that is none.', 'See git-check-ref-format.')
  }
  return ref
}

/** A file's path in a repository, in its one spelling. Throws ERR_UNINTELLIGIBLE. */
export function filePath(path: string): string {
  const plain = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  if (!plain || /[\x00-\x1f\x7f\\]/.test(path) || !path.isWellFormed()) {
    throw unintelligible('The request names a file by a path that could mean another one.')
  }
  return path
}

/** An object's name, in lower case. Throws ERR_UNINTELLIGIBLE. */
export function objectName(text: string): string {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)) {
    throw unintelligible('The request names an object by something that is no object name.')
  }
  return text.toLowerCase()
}
