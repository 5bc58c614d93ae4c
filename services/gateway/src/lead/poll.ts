import type { Logger } from '@vss/shared/process/logger.ts'

/** Lets a loop wait for a timer, and another part of the program end the wait early. */
export type Wake = { wait(ms: number, signal: AbortSignal): Promise<void>; poke(): void }

export const makeWake = (): Wake => {
  let poked = false
  let waiting: (() => void) | null = null
  return {
    poke: () => {
      poked = true
      waiting?.()
    },
    wait: (ms, signal) =>
      new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          waiting = null
          poked = false
          resolve()
        }
        const timer = setTimeout(done, poked || signal.aborted ? 0 : ms)
        signal.addEventListener('abort', done)
        waiting = done
      }),
  }
}

/** After a failure: long enough not to hammer a server that is down, short enough to recover without a visible delay. */
const FAILURE_PAUSE_MS = 1_000

/**
 * Repeats `turn` until the signal aborts: immediately while it answers that there is more to do, else after `everyMs` or
 * a poke. A turn that fails is logged and repeated.
 */
export const poll = async (
  name: string,
  everyMs: number,
  wake: Wake,
  signal: AbortSignal,
  log: Logger,
  turn: () => Promise<'more' | 'idle'>,
): Promise<void> => {
  while (!signal.aborted) {
    try {
      if ((await turn()) === 'idle') await wake.wait(everyMs, signal)
    } catch (error) {
      log.warn({ err: error, loop: name }, 'a turn failed and will be repeated')
      await wake.wait(FAILURE_PAUSE_MS, signal)
    }
  }
}
