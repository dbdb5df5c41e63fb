import type { Adapter } from '../core/adapter.ts'
import { git } from './git/index.ts'
import { gitea } from './gitea/index.ts'
import { github } from './github/index.ts'
import { gitlab } from './gitlab/index.ts'
import { http } from './http/index.ts'

/** Every protocol that Sallyport speaks. Adding one is a folder and a line here. */
export const adapters: readonly Adapter[] = [http, git, github, gitlab, gitea]
