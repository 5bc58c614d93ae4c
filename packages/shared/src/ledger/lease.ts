import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import { storableText } from './to-jsonb.ts'

/** Identifies a claim. Every write under it is conditional on it, so a worker that lost its lease cannot change anything. */
export type Fence = { taskId: number; epoch: number }

/** SQL: the claim is still the current one. Every write of a worker has this condition. */
export const heldBy = ({ epoch }: Fence): RawBuilder<boolean> => sql`lease_epoch = ${epoch} and status = 'running'`

export class StaleClaimError extends Error {
  constructor(fence: Fence) {
    super(`claim ${fence.epoch} of task ${fence.taskId} is no longer the current one`)
    this.name = 'StaleClaimError'
  }
}

export type Progress = { fraction: number; sentence: string }

/** Heartbeat: extends the lease and writes the latest progress. False: the claim is stale. */
export const renewLease = async (
  db: Kysely<Database>,
  fence: Fence,
  leaseMs: number,
  progress: Progress | null,
): Promise<boolean> => {
  const row = await db
    .updateTable('vss.task')
    .set({
      lease_until: sql<Date>`now() + make_interval(secs => ${leaseMs / 1000})`,
      ...(progress && {
        progress: progress.fraction,
        progress_message: storableText(progress.sentence),
        modified_at: sql<Date>`now()`,
      }),
    })
    .where('id', '=', fence.taskId)
    .where(heldBy(fence))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/**
 * Gives a running task back to the ledger: `ready` again after `delayMs`. With `keepAttempt` false, this attempt does not
 * count (a shutdown is not the task's fault). False: the claim is stale.
 */
export const releaseTask = async (
  db: Kysely<Database>,
  fence: Fence,
  release: { delayMs: number; keepAttempt: boolean; problem: string | null },
): Promise<boolean> => {
  const row = await db
    .updateTable('vss.task')
    .set((eb) => ({
      status: 'ready',
      run_at: sql<Date>`now() + make_interval(secs => ${release.delayMs / 1000})`,
      dispatched_at: null,
      lease_until: null,
      attempt: release.keepAttempt ? eb.ref('attempt') : eb('attempt', '-', 1),
      last_problem: release.problem === null ? null : storableText(release.problem),
      modified_at: sql<Date>`now()`,
    }))
    .where('id', '=', fence.taskId)
    .where(heldBy(fence))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
