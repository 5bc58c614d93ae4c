/**
 * The moments between two writes of a task that belong together. A process may die or freeze there without losing or
 * duplicating anything. `verification/faults/crash-points.test.ts` kills a process at each of them: timed from outside,
 * a test would hit such a moment once in a thousand runs.
 */
export const CRASH_POINTS = [
  /** The task is marked as dispatched, its command is not yet published. */
  'before_publish',
  /** The command is published, its stream sequence is not yet stored. */
  'after_publish',
  /** The claim is committed, the command is not yet acknowledged. */
  'after_claim',
  /** A step's work is done, its output is not yet recorded. */
  'in_step',
  /** A task's file is in the object store, its row is not yet written. */
  'after_put',
  /** The pipeline has returned, nothing of the settlement is written. */
  'before_complete',
  /** The settlement is written, its transaction is still open. */
  'before_commit',
  /** The settlement is committed, its event is not yet published. */
  'after_commit',
  /** Events are published, but not yet marked as such. */
  'after_event_publish',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

/** SIGKILL ends the process as a crash does; SIGSTOP freezes it until SIGCONT. */
export const CRASH_SIGNALS = ['SIGKILL', 'SIGSTOP'] as const

let armed: { at: CrashPoint; signal: (typeof CRASH_SIGNALS)[number] } | null = null

/** Called at start, with the settings `CRASH_AT` and `CRASH_SIGNAL`. Without a point, nothing ever happens. */
export const armCrashPoint = (at: CrashPoint | undefined, signal: (typeof CRASH_SIGNALS)[number]): void => {
  armed = at ? { at, signal } : null
}

/** Does nothing, unless this process was started to end at this point: then it ends when it first reaches it. */
export const crashPoint = (point: CrashPoint): void => {
  if (armed?.at !== point) return
  const { signal } = armed
  armed = null
  process.kill(process.pid, signal)
}
