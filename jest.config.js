/** Native ES modules (slonik, jose and oidc-provider ship nothing else); SWC strips the types. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  setupFilesAfterEnv: ['<rootDir>/test/support/listeners.ts'],
  // One more than two cores have: suites wait a third of their time, for processes, the disk and clocks.
  maxWorkers: 3,
  // Jest keeps what each test file loaded; past this, collecting garbage made suites take ten times as long.
  workerIdleMemoryLimit: '400MB',
  // A hang ends, and nothing else does, however busy the machine.
  testTimeout: 90_000,
}
