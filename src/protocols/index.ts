import type { Adapter } from '../core/adapter.ts'
import { git } from './git/index.ts'
import { inspectWith, type PushInspector } from './git/inspect.ts'
import { gitea } from './gitea/index.ts'
import { github } from './github/index.ts'
import { gitlab } from './gitlab/index.ts'
import { http } from './http/index.ts'
import { net } from './net/index.ts'

/** Every protocol that a connection may speak. Adding one is a folder and a line here. */
export const adapters: readonly Adapter[] = [http, git, github, gitlab, gitea]

/** The same, able to look into requests; and what is judged of hosts that are no connection's. */
export function inspecting({ pushes }: { readonly pushes: PushInspector }): readonly Adapter[] {
  const looking = adapters.map((adapter) => (adapter === git ? { ...git, inspect: inspectWith(pushes) } : adapter))
  return [...looking, net]
}
