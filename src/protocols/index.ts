import type { Adapter } from '../core/adapter.ts'
import { git } from './git/index.ts'
import { inspectWith, type PushInspector } from './git/inspect.ts'
import { gitea } from './gitea/index.ts'
import { github } from './github/index.ts'
import { gitlab } from './gitlab/index.ts'
import { http } from './http/index.ts'

/** Every protocol that Sallyport speaks. Adding one is a folder and a line here. */
export const adapters: readonly Adapter[] = [http, git, github, gitlab, gitea]

/** The same, able to look into requests. */
export function inspecting({ pushes }: { readonly pushes: PushInspector }): readonly Adapter[] {
  return adapters.map((adapter) => (adapter === git ? { ...git, inspect: inspectWith(pushes) } : adapter))
}
