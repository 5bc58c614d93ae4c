import { setTimeout as sleep } from 'node:timers/promises'

/** No attempt has answered by the deadline. */
export class WaitedTooLongError extends Error {
  constructor(options?: { cause?: unknown }) {
    super('no answer within the time this request may wait', options)
    this.name = 'WaitedTooLongError'
  }
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000

const raceDeadline = async <T>(attempt: Promise<T>, deadlineMs: number): Promise<T> => {
  const abort = new AbortController()
  const late = async (): Promise<never> => {
    await sleep(Math.max(deadlineMs - performance.now(), 0), undefined, { signal: abort.signal })
    throw new WaitedTooLongError()
  }
  const timeout = late()
  // Whichever loses the race has no reader any more: an attempt that fails late, or a timer that was stopped.
  timeout.catch(() => {})
  attempt.catch(() => {})
  try {
    return await Promise.race([attempt, timeout])
  } finally {
    abort.abort()
  }
}

/**
 * Runs `attempt` again while it fails with a passing fault, until `deadlineMs` on the `performance.now()` clock.
 * An attempt under way at the deadline is no longer waited for. Throws the last fault, `WaitedTooLongError`, or at
 * once what is no passing fault.
 */
export const retryUntil = async <T>(
  deadlineMs: number,
  attempt: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
): Promise<T> => {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await raceDeadline(attempt(), deadlineMs)
    } catch (error) {
      if (error instanceof WaitedTooLongError || !isPassing(error)) throw error
      if (performance.now() + pauseMs >= deadlineMs) throw error
      await sleep(pauseMs)
    }
  }
}
