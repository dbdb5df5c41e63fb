/** What is wrong with a source, in words that anybody may read: they go after its name. */
export type Fault =
  | "can't be reached"
  | 'gave no answer in time'
  | 'refused'
  | 'answered with something that is no usable credential'
  | "can't be read as it is configured"

/**
 * Why a source gave no credential. The message is for operators: it may name paths, roles and what the source said, and
 * never holds a value. Clients hear the `fault` alone.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly fault: Fault

  constructor(fault: Fault, message: string) {
    super(message)
    this.fault = fault
  }
}

/** Any thrown value as what is wrong with a source. */
export function faultOf(thrown: unknown): Fault {
  return thrown instanceof SourceError ? thrown.fault : "can't be read as it is configured"
}
