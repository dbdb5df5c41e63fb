/** The little of WebAssembly that the engine names: neither `lib.es2024` nor `@types/node` declares any of it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
    private readonly compiled: unknown
  }
}
