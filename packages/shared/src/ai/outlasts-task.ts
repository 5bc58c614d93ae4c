import { RetryLaterError } from '../errors/app-error.ts'

/** Whoever is not in a hurry yet has time to wait this long and to finish afterwards (see `Run.hurry`). */
const LONGEST_WAIT_MS = 120_000

/** Whether an error asks for a wait that a task may not live to see, such as for a quota of the day. */
export const outlastsTask = (error: unknown): boolean =>
  error instanceof RetryLaterError && error.delayMs > LONGEST_WAIT_MS
