import type { NatsConnection } from 'nats'
import { WAKE_SUBJECT } from './subjects.ts'

/** Tells the dispatcher that a task was committed, or that a slot is free. Lost pokes cost one poll. */
export const publishWake = (connection: NatsConnection): void => {
  if (!connection.isClosed()) connection.publish(WAKE_SUBJECT)
}

export const watchWakes = (connection: NatsConnection, onWake: () => void): { stop(): void } => {
  const subscription = connection.subscribe(WAKE_SUBJECT, { callback: () => onWake() })
  return { stop: () => subscription.unsubscribe() }
}
