import { type Kysely, sql } from 'kysely'
import type { Database } from './database.ts'
import type { Fence } from './lease.ts'
import { toJsonb } from './to-jsonb.ts'

export type StepRecord = { output: unknown; objectKey: string | null }

export const findStep = async (
  db: Kysely<Database>,
  taskId: number,
  key: string,
  inputHash: string,
): Promise<StepRecord | null> => {
  const row = await db
    .selectFrom('vss.task_step')
    .select(['output', 'object_key as objectKey'])
    .where('task_id', '=', taskId)
    .where('step_key', '=', key)
    .where('input_hash', '=', inputHash)
    .executeTakeFirst()
  return row ?? null
}

/** Checkpoints a step under the claim. A step that is already recorded stays as it is. False: the claim is stale. */
export const recordStep = async (
  db: Kysely<Database>,
  fence: Fence,
  step: { key: string; inputHash: string } & ({ output: unknown } | { objectKey: string }),
): Promise<boolean> => {
  const output = 'output' in step ? toJsonb(step.output) : null
  const objectKey = 'objectKey' in step ? step.objectKey : null
  const { rows } = await sql`
    with held as (
      select id from vss.task
      where id = ${fence.taskId} and lease_epoch = ${fence.epoch} and status = 'running' for share
    ), recorded as (
      insert into vss.task_step (task_id, step_key, input_hash, output, object_key, epoch)
      select id, ${step.key}, ${step.inputHash}, ${output}::jsonb, ${objectKey}::text, ${fence.epoch} from held
      on conflict (task_id, step_key, input_hash) do nothing
    )
    select id from held`.execute(db)
  return rows.length === 1
}
