import type { TaskStatus } from '@vss/shared/ledger/database.ts'

export const EDGE_STATUSES = ['PENDING', 'RUNNING', 'COMPLETED', 'FAILED'] as const
export type EdgeStatus = (typeof EDGE_STATUSES)[number]

/** The only four words deployed clients know; any other makes them give the job up. */
const EDGE_STATUS = {
  ready: 'PENDING',
  running: 'RUNNING',
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'FAILED',
} as const satisfies Record<TaskStatus, EdgeStatus>

export const edgeStatusOf = (status: TaskStatus): EdgeStatus => EDGE_STATUS[status]

export const ledgerStatusesOf = (status: EdgeStatus): TaskStatus[] =>
  (Object.keys(EDGE_STATUS) as TaskStatus[]).filter((one) => EDGE_STATUS[one] === status)
