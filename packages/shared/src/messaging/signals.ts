import type { NatsConnection } from 'nats'
import { cancelSubject, WAKE_SUBJECT } from './subjects.ts'

/** Tells the dispatcher that a task was committed, or that a slot is free. If the signal is lost, it waits for its next poll. */
export const publishWake = (connection: NatsConnection): void => {
  if (!connection.isClosed()) connection.publish(WAKE_SUBJECT)
}

export const watchWakes = (connection: NatsConnection, onWake: () => void): { stop(): void } => {
  const subscription = connection.subscribe(WAKE_SUBJECT, { callback: () => onWake() })
  return { stop: () => subscription.unsubscribe() }
}

/** Calls back with the id of each cancelled task. If the signal is lost, the next heartbeat notices the cancel. */
export const watchCancels = (connection: NatsConnection, onCancel: (taskId: number) => void): { stop(): void } => {
  const subscription = connection.subscribe('vss.cancel.*', {
    callback: (_error, message) => onCancel(Number(message.subject.split('.')[2])),
  })
  return { stop: () => subscription.unsubscribe() }
}

export const publishCancel = (connection: NatsConnection, taskId: number): void => {
  if (!connection.isClosed()) connection.publish(cancelSubject(taskId))
}
