import { GatewayError } from '../../core/errors.ts'
import { CAPABILITIES } from './build.ts'
import { SCHEMAS } from './generate.ts'
import { runOpa } from './run-opa.ts'
import { checkSources, parseSources } from './sources.ts'

/**
 * Formatting, types, misspelt fields of the input, and built-in functions that the engine lacks. Rejects with
 * ERR_POLICY_BUNDLE and all that OPA has to say.
 */
export async function checkPolicies(opa: string, policies: string): Promise<void> {
  const unformatted = await runOpa(opa, policies, ['fmt', '--list', '.'])
  if (unformatted.trim() !== '') {
    throw new GatewayError('ERR_POLICY_BUNDLE', `Not formatted:\n${unformatted.trim()}`, {
      fix: 'Run: sallyport policy fmt',
    })
  }
  await runOpa(opa, policies, ['check', '--strict', '--schema', SCHEMAS, '--capabilities', CAPABILITIES, '.'])
  await checkSources(policies, await parseSources(opa, policies))
}

/** Formats every file in place; answers which ones it changed. */
export async function formatPolicies(opa: string, policies: string): Promise<string[]> {
  const unformatted = await runOpa(opa, policies, ['fmt', '--list', '.'])
  await runOpa(opa, policies, ['fmt', '--write', '.'])
  return unformatted.split('\n').filter((line) => line !== '')
}
