import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'

export type EditingTask = ClaimedTask<'GENERATE_EDITING_SCRIPT'>
