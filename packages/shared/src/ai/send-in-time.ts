import { ProviderError } from './provider-error.ts'

/**
 * Sends with a signal of its own, which aborts after `timeoutMs` and when `signal` does, and settles then even if what
 * is sent does not listen. Leaves neither timer nor listener behind. A timeout is a `ProviderError` of kind `unknown`;
 * an abort throws the reason of `signal`.
 */
export const sendInTime = async <Answer>(
  send: (signal: AbortSignal) => Promise<Answer>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Answer> => {
  signal.throwIfAborted()
  const own = new AbortController()
  const stop = () => own.abort(signal.reason)
  const expire = () => own.abort(new ProviderError('unknown', `no answer within ${timeoutMs / 1000} s`))
  const timer = setTimeout(expire, timeoutMs)
  signal.addEventListener('abort', stop, { once: true })
  const aborted = new Promise<never>((_resolve, reject) => {
    own.signal.addEventListener('abort', () => reject(own.signal.reason), { once: true })
  })
  try {
    return await Promise.race([send(own.signal), aborted])
  } catch (error) {
    throw own.signal.aborted ? own.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
