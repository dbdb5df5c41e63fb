/** Where events go. */
export interface Sink {
  /** Takes an event, one line of JSON, on its way. Never throws, and waits for nobody. */
  add(line: string): void
  /** Sends what is left, for as many milliseconds at most, and lets go of what is open. */
  close(milliseconds: number): Promise<void>
}
