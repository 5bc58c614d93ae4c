import type { NatsConnection } from 'nats'
import { cancelSubject } from './subjects.ts'

/** Calls back with the id of each cancelled task. A lost message only means waiting for the next heartbeat. */
export const watchCancels = (connection: NatsConnection, onCancel: (taskId: number) => void): { stop(): void } => {
  const subscription = connection.subscribe('vss.cancel.*', {
    callback: (_error, message) => onCancel(Number(message.subject.split('.')[2])),
  })
  return { stop: () => subscription.unsubscribe() }
}

export const publishCancel = (connection: NatsConnection, taskId: number): void => {
  if (!connection.isClosed()) connection.publish(cancelSubject(taskId))
}
