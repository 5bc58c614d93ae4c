import { pause } from '../process/pause.ts'

/**
 * Polls until `check` returns something other than null, false or undefined. Throws after `timeoutMs`, with `what` and the
 * last error. A check that throws counts as "not yet".
 */
export const waitUntil = async <T>(
  what: string,
  check: () => Promise<T | null | false | undefined> | T | null | false | undefined,
  options: { timeoutMs?: number; everyMs?: number } = {},
): Promise<T> => {
  const { timeoutMs = 60_000, everyMs = 25 } = options
  const end = performance.now() + timeoutMs
  let last: unknown
  for (;;) {
    try {
      const value = await check()
      if (value !== null && value !== undefined && value !== false) return value
    } catch (error) {
      last = error
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`, { cause: last })
    await pause(everyMs)
  }
}
