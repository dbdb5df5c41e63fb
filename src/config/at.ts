import type { Finding, Path } from './problem.ts'

/** A value anywhere in the file, of any shape: what the schema refuses is still looked at as far as it goes. */
export class At {
  readonly value: unknown
  readonly path: Path

  constructor(value: unknown, path: Path = []) {
    this.value = value
    this.path = path
  }

  /** What stands below a key; undefined where nothing does. */
  get(key: string): At {
    const { value } = this
    return new At(isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined, [...this.path, key])
  }

  get items(): At[] {
    return Array.isArray(this.value) ? this.value.map((item, index) => new At(item, [...this.path, index])) : []
  }

  /** What stands below each key of a map. */
  get entries(): At[] {
    return isMap(this.value) ? Object.keys(this.value).map((key) => this.get(key)) : []
  }

  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined
  }

  says(message: string): Finding {
    return { path: this.path, message }
  }
}

/** True for a map of fields. */
export function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
