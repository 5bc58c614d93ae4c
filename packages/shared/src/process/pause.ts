import { setTimeout as sleep } from 'node:timers/promises'

/** Waits `ms`, or until the signal aborts. Never rejects; leaves neither timer nor listener behind. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  sleep(ms, undefined, signal && { signal }).catch(() => {})
