import type { Call, Effect } from '../forge/effects.ts'
import { grant, moves, run } from '../forge/table.ts'

/** What GitLab does of itself on reading such a line ("GitLab quick actions"); the others change what is written on. */
const ACTIONS: { readonly [name: string]: Effect } = {
  approve: grant('approvals'),
  create_merge_request: moves('a new branch, by a quick action', 'create'),
  merge: moves('the target branch of the merge request, by a quick action'),
  rebase: moves('the source branch of the merge request, by a quick action'),
  run_pipeline: run('workflows'),
  ship: moves('the target branch of the merge request, by a quick action'),
  submit_review: grant('approvals'),
  tag: moves('a new tag, by a quick action', 'create'),
  unapprove: grant('approvals'),
}

/**
 * What a text does besides being written: a line of it that begins with a slash is a command to GitLab. In code blocks
 * it isn't; that is for GitLab to tell.
 */
export function quickActions(call: Call): readonly Effect[] {
  const texts = ['body', 'description', 'note'].map((name) => call.get(name))
  const lines = texts.flatMap((text) => (typeof text === 'string' ? text.split(/[\r\n]+/) : []))
  const names = lines.flatMap((line) => /^[\s>]*\/([a-z_]+)/i.exec(line)?.[1]?.toLowerCase() ?? [])
  return [...new Set(names)].flatMap((name) => (Object.hasOwn(ACTIONS, name) ? [ACTIONS[name]!] : []))
}
