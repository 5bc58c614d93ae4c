import { ConfigError } from './load-config.ts'
import type { Logger } from './logger.ts'
import { withDeadline } from './with-deadline.ts'

const hooks: (() => Promise<unknown>)[] = []

/** Runs after everything else has stopped: what must be flushed last. */
export const onShutdown = (hook: () => Promise<unknown>): void => {
  hooks.push(hook)
}

export const runShutdownHooks = (): Promise<unknown> => Promise.allSettled(hooks.map((hook) => hook()))

/** A process of ours while it runs. */
export type RunningProcess = { stop(): Promise<void> }

/** Longer than any grace period of a worker: past it, something hangs and the lease has to recover the work. */
const STOP_DEADLINE_MS = 35_000
const FLUSH_DEADLINE_MS = 2_000

/**
 * Starts a process and stops it in good order on SIGTERM or SIGINT; a second signal ends it at once. What fails at
 * start is said in one sentence.
 */
export const runProcess = async (log: Logger, start: () => Promise<RunningProcess>): Promise<void> => {
  // Node's own report would print the error with everything that hangs on it, clients and their passwords included.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an error nobody expected: the process ends')
    process.exit(1)
  })
  let running: RunningProcess
  try {
    running = await start()
  } catch (error) {
    if (error instanceof ConfigError) log.fatal(error.message)
    else log.fatal({ err: error }, 'could not start')
    process.exit(1)
  }
  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping')
    process.once('SIGTERM', () => process.exit(1)).once('SIGINT', () => process.exit(1))
    await withDeadline({ ms: STOP_DEADLINE_MS }, () => running.stop()).catch((error: unknown) =>
      log.error({ err: error }, 'stopping failed'),
    )
    await withDeadline({ ms: FLUSH_DEADLINE_MS }, runShutdownHooks).catch((error: unknown) =>
      log.warn({ err: error }, 'the last traces were not sent'),
    )
    log.info('stopped')
    process.exit(0)
  }
  process.once('SIGTERM', (signal) => void stop(signal))
  process.once('SIGINT', (signal) => void stop(signal))
}
