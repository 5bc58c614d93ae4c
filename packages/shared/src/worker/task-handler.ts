import type { TASKS, TaskType, TaskTypeOf } from '../contracts/registry.ts'
import type { PayloadOf, ServiceName } from '../contracts/task-contract.ts'
import type { Locale } from '../errors/sentence.ts'
import type { TaskOutcome } from '../ledger/end-task.ts'
import type { Fence } from '../ledger/lease.ts'
import type { Logger } from '../process/logger.ts'

/** A task as its pipeline sees it: claimed, so nobody else works on it while the lease holds. */
export type ClaimedTask<T extends TaskType = TaskType> = {
  id: number
  orgId: string
  type: T
  payload: PayloadOf<(typeof TASKS)[T]>
  /** The language of sentences meant for the person who asked. */
  locale: Locale
  attempt: number
  /** What every write for this claim is conditional on. */
  fence: Fence
}

/** What the runtime offers a pipeline while it runs. */
export type Run = {
  /** Aborts on cancel, lost lease, shutdown and 30 s before the deadline. Start nothing new once aborted. */
  signal: AbortSignal
  /** True in the last four minutes before the deadline: skip what is nice to have. */
  hurry(): boolean
  log: Logger
  /** Best effort. `fraction` 0…1. */
  progress(fraction: number, sentence: string): void
  /**
   * Runs `fn` once per task and input: a finished step's output is kept and returned again after a crash or retry.
   * `version` is raised by hand when the meaning of the output changes. Output must be JSON.
   */
  step<Output>(
    key: string,
    version: number,
    input: unknown,
    fn: (signal: AbortSignal) => Promise<Output>,
  ): Promise<Output>
  span<Output>(name: string, attributes: Record<string, string | number>, fn: () => Promise<Output>): Promise<Output>
}

export type TaskHandler<T extends TaskType> = (task: ClaimedTask<T>, run: Run) => Promise<TaskOutcome>

/** One pipeline per task type of the service; a forgotten one does not compile. */
export type TaskHandlers<S extends ServiceName> = { [T in TaskTypeOf<S>]: TaskHandler<T> }
