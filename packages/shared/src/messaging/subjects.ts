import type { TaskType } from '../contracts/registry.ts'
import type { ServiceName } from '../contracts/task-contract.ts'

export const TASKS_STREAM = 'TASKS'
export const EVENTS_STREAM = 'EVENTS'

export const taskSubject = (service: ServiceName, type: TaskType, orgId: string): string =>
  `vss.tasks.${service}.${type}.${orgId}`
export const taskFilter = (service: ServiceName): string => `vss.tasks.${service}.>`
export const eventSubject = (orgId: string, taskId: number, type: string): string =>
  `vss.events.${orgId}.${taskId}.${type}`
export const cancelSubject = (taskId: number): string => `vss.cancel.${taskId}`
/** Core NATS: "a task was committed", "a slot is free". If it is lost, the dispatcher waits for its next poll. */
export const WAKE_SUBJECT = 'vss.wake'
