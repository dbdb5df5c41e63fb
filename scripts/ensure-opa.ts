import { ensureOpa } from '../src/policy/workshop/opa.ts'

// The tests that need a real OPA ask here whether there is one.
export { findOpa, OPA_VERSION } from '../src/policy/workshop/opa.ts'

if (import.meta.main) {
  try {
    console.log(await ensureOpa())
  } catch (thrown) {
    console.error(thrown instanceof Error ? thrown.message : thrown)
    process.exitCode = 1
  }
}
