import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { completeTask, failTask } from '@vss/shared/ledger/end-task.ts'
import { findTask } from '@vss/shared/ledger/find-tasks.ts'
import type { Kysely } from 'kysely'

/** Marks a task as claimed in its row, because the tests of HTTP have no workers. */
const claim = async (db: Kysely<Database>, id: number) => {
  await db
    .updateTable('vss.task')
    .set({ status: 'running', lease_epoch: 1, attempt: 1, started_at: new Date() })
    .where('id', '=', id)
    .execute()
  return { taskId: id, epoch: 1 }
}

export const startTask = async (db: Kysely<Database>, id: number): Promise<void> => {
  await claim(db, id)
}

/** Completes a task with a result file of these bytes and returns the file's relative path. */
export const completeWith = async (
  db: Kysely<Database>,
  artifacts: ArtifactStore,
  task: { orgId: string; id: number },
  content: Buffer,
): Promise<string> => {
  const fence = await claim(db, task.id)
  const file = await artifacts.storeForTask(task.orgId, fence, 'character_facts_1.json', content, 'application/json')
  const outcome = { message: 'Done.', outputPath: file.relativePath, fields: { total_scene_count: 3 } }
  await completeTask(db, { ...task, locale: 'en' }, fence, outcome)
  return file.relativePath
}

export const failWith = async (db: Kysely<Database>, task: { orgId: string; id: number }): Promise<void> => {
  const fence = await claim(db, task.id)
  const row = await findTask(db, task.orgId, task.id)
  const error = new AppError('payload_invalid', 'input.not_json', {
    key: 'input_file_path',
    path: 'a.json',
    detail: 'x',
  })
  await failTask(db, { ...task, locale: row?.locale ?? 'en' }, fence, error)
}
