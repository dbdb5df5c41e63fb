import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** `npm test`: every suite, with whatever options jest takes. Jest runs native ES modules only behind Node's own flag. */
const jest = join(import.meta.dirname, '..', 'node_modules', 'jest', 'bin', 'jest.js')
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning']
const { status } = spawnSync(process.execPath, [...flags, jest, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(status ?? 1)
