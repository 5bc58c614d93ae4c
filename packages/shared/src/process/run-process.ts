import { ConfigError } from './load-config.ts'
import type { Logger } from './logger.ts'
import { withDeadline } from './with-deadline.ts'

const hooks: (() => Promise<unknown>)[] = []

/** Registers a hook that runs after everything else has stopped, to flush what must be sent last. */
export const onShutdown = (hook: () => Promise<unknown>): void => {
  hooks.push(hook)
}

export const runShutdownHooks = (): Promise<unknown> => Promise.allSettled(hooks.map((hook) => hook()))

/** A running process of the product. */
export type RunningProcess = { stop(): Promise<void> }

/** Longer than any grace period of a worker. After that, something hangs, and expiring leases recover the tasks. */
const STOP_DEADLINE_MS = 35_000
const FLUSH_DEADLINE_MS = 2_000

/**
 * Starts a process and stops it gracefully on SIGTERM or SIGINT; a second signal ends it immediately. A wrong
 * configuration is reported in one sentence.
 */
export const runProcess = async (log: Logger, start: () => Promise<RunningProcess>): Promise<void> => {
  // Node would print the error with all its properties, which may be clients with their passwords.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an unexpected error: the process ends')
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
