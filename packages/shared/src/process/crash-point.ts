/**
 * The moments of a task's life between two writes that belong together: where a process may die, or freeze, without
 * losing or doubling anything. `verification/faults/crash-points.test.ts` ends a process at each of them; from outside, by the clock,
 * such a moment would be met once in a thousand runs.
 */
export const CRASH_POINTS = [
  /** A command's task is marked as dispatched, the command not yet published. */
  'before_publish',
  /** The command is published, its stream sequence not yet kept. */
  'after_publish',
  /** The claim is committed, the command not yet acknowledged. */
  'after_claim',
  /** A step's work is done, its output not yet recorded. */
  'in_step',
  /** A task's file is in the object store, its row not yet written. */
  'after_put',
  /** The pipeline has returned, nothing of the task's end is written. */
  'before_complete',
  /** The end is written, its transaction still open. */
  'before_commit',
  /** The end is committed, nobody has been told. */
  'after_commit',
  /** Events are published, not yet marked so. */
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

/** Nothing, unless this process was started to die here: then it does, the first time it gets here. */
export const crashPoint = (point: CrashPoint): void => {
  if (armed?.at !== point) return
  const { signal } = armed
  armed = null
  process.kill(process.pid, signal)
}
