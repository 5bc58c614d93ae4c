/** Limits of the wait for some work. */
export type Deadline = {
  /** The longest wait. Without it, only the signal ends the wait. */
  ms?: number
  /** Makes the error that is thrown after `ms`. */
  late?: () => Error
  /** When it aborts, its reason is thrown. */
  signal?: AbortSignal
}

/**
 * The answer of `work`, or the deadline's error if that comes first. `work` gets a signal that aborts at that moment. If
 * it ignores the signal, it goes on, and its answer or failure is dropped. Leaves neither timer nor listener behind.
 */
export const withDeadline = async <Answer>(
  { ms, late = () => new Error(`no answer within ${ms} ms`), signal }: Deadline,
  work: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> => {
  signal?.throwIfAborted()
  const own = new AbortController()
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const end = (reason: unknown) => {
    own.abort(reason)
    reject(reason)
  }
  const onAbort = () => end(signal?.reason)
  const timer = ms === undefined ? undefined : setTimeout(() => end(late()), ms)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work(own.signal), ended])
  } catch (error) {
    throw own.signal.aborted ? own.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}
