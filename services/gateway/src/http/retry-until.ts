import { pause } from '@vss/shared/process/pause.ts'
import { withDeadline } from '@vss/shared/process/with-deadline.ts'

/** No attempt has answered by the deadline. */
export class WaitedTooLongError extends Error {
  constructor(options?: { cause?: unknown }) {
    super('no answer within the time this request may wait', options)
    this.name = 'WaitedTooLongError'
  }
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000

const late = () => new WaitedTooLongError()

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
      return await withDeadline({ ms: Math.max(deadlineMs - performance.now(), 0), late }, attempt)
    } catch (error) {
      if (error instanceof WaitedTooLongError || !isPassing(error)) throw error
      if (performance.now() + pauseMs >= deadlineMs) throw error
      await pause(pauseMs)
    }
  }
}
