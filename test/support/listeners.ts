/** Slonik's logger listens to standard output wherever it is loaded: for each test file anew, and for good. */
const before = new Set(process.stdout.listeners('error'))
afterAll(() => {
  for (const listener of process.stdout.listeners('error')) {
    if (!before.has(listener)) process.stdout.off('error', listener as () => void)
  }
})
