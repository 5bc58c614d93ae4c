/** What ends the wait besides the work itself. */
export type Deadline = {
  /** Longest wait. Without it, only the signal ends the wait. */
  ms?: number
  /** What `withDeadline` throws when `ms` is over. */
  late?: () => Error
  /** Its reason is thrown when it aborts. */
  signal?: AbortSignal
}

/**
 * The answer of `work`, or the deadline's error if that comes first. `work` gets a signal that aborts at the same moment;
 * work that does not listen to it goes on, and what becomes of it is ignored. Leaves neither timer nor listener behind.
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
