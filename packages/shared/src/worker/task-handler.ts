import type { Payload, TaskType, TaskTypeOf } from '../contracts/registry.ts'
import type { ServiceName } from '../contracts/task-contract.ts'
import type { Locale } from '../errors/sentence.ts'
import type { TaskOutcome } from '../ledger/end-task.ts'
import type { Fence } from '../ledger/lease.ts'
import type { Logger } from '../process/logger.ts'

/** A task as its pipeline sees it: claimed, so no other worker runs it while the lease holds. */
export type ClaimedTask<T extends TaskType = TaskType> = {
  id: number
  orgId: string
  type: T
  payload: Payload<T>
  /** The language of the sentences that people read. */
  locale: Locale
  attempt: number
  /** Every write under this claim is conditional on it. */
  fence: Fence
}

/** What the worker offers a pipeline while it runs. */
export type Run = {
  /** Aborts on cancel, lost lease, shutdown and 30 s before the deadline. Start nothing new once aborted. */
  signal: AbortSignal
  /** True in the last four minutes before the deadline: skip optional work. */
  hurry(): boolean
  log: Logger
  /** Best effort: written with the next heartbeat, at most once a second. `fraction` 0…1. */
  progress(fraction: number, sentence: string): void
  /**
   * Runs `fn` once per task and input: the output of a finished step is stored, and returned after a crash or in a
   * retry. Raise `version` by hand when the meaning of the output changes. The output must be JSON.
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

/** The pipelines of any service, found by task type. */
export type AnyTaskHandlers = { [T in TaskType]?: TaskHandler<T> }

/** One pipeline per task type of the service; a forgotten one does not compile. */
export type TaskHandlers<S extends ServiceName> = { [T in TaskTypeOf<S>]: TaskHandler<T> } & AnyTaskHandlers
