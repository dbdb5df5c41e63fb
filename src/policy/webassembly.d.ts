/** The little of WebAssembly that the engine names: neither `lib.es2024` nor `@types/node` declares any of it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
    private readonly compiled: unknown
  }
  class Memory {
    constructor(pages: { initial: number; maximum: number })
    readonly buffer: ArrayBuffer
    grow(pages: number): number
  }
  interface Global {
    value: number
  }
  class Instance {
    constructor(module: Module, imports: { readonly [module: string]: { readonly [name: string]: unknown } })
    readonly exports: { readonly [name: string]: unknown }
  }
}
