/**
 * Waits for something that pays no heed to signals, for as long as anybody wants it. Rejects with the signal's reason
 * once that is aborted; what comes of it then is nobody's.
 */
export async function whileWanted<Value>(signal: AbortSignal, wait: Promise<Value>): Promise<Value> {
  const gone = Promise.withResolvers<never>()
  const stop = (): void => gone.reject(signal.reason)
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    return await Promise.race([wait, gone.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
