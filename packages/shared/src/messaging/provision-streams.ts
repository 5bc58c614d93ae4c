import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  type JetStreamManager,
  type NatsConnection,
  NatsError,
  nanos,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats'
import type { ServiceName } from '../contracts/task-contract.ts'
import { SERVICES } from '../contracts/task-contract.ts'
import { EVENTS_STREAM, TASKS_STREAM, taskFilter } from './subjects.ts'

const HOUR_MS = 3_600_000
const STREAM_NOT_FOUND = 10059
const CONSUMER_NOT_FOUND = 10014

const streams: (Partial<StreamConfig> & { name: string })[] = [
  {
    name: TASKS_STREAM,
    subjects: ['vss.tasks.>'],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    // A full stream must refuse new messages, not drop old ones: the ledger keeps the tasks that do not fit.
    discard: DiscardPolicy.New,
    max_age: 0,
    duplicate_window: nanos(10 * 60_000),
  },
  {
    name: EVENTS_STREAM,
    subjects: ['vss.events.>'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_age: nanos(72 * HOUR_MS),
    max_bytes: 1024 ** 3,
    duplicate_window: nanos(10 * 60_000),
  },
]

const consumerOf = (service: ServiceName): Partial<ConsumerConfig> => ({
  durable_name: service,
  filter_subject: taskFilter(service),
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  replay_policy: ReplayPolicy.Instant,
  // Only covers the attempt to claim: a command is acknowledged right after it.
  ack_wait: nanos(30_000),
  max_deliver: -1,
  max_ack_pending: 1_000,
})

const apiCode = (error: unknown) => (error instanceof NatsError ? error.api_error?.err_code : undefined)

const orNull = async <T>(call: Promise<T>, notFound: number): Promise<T | null> => {
  try {
    return await call
  } catch (error) {
    if (apiCode(error) === notFound) return null
    throw error
  }
}

/** Old servers silently drop settings they do not know and overwrite some they should refuse, so compare the result. */
const assertSame = (what: string, wanted: object, actual: object) => {
  const found = new Map<string, unknown>(Object.entries(actual))
  for (const [field, value] of Object.entries(wanted)) {
    if (JSON.stringify(found.get(field)) !== JSON.stringify(value)) {
      throw new Error(`${what}: ${field} is ${JSON.stringify(found.get(field))}, wanted ${JSON.stringify(value)}`)
    }
  }
}

const provisionStream = async (manager: JetStreamManager, config: Partial<StreamConfig> & { name: string }) => {
  const existing = await orNull(manager.streams.info(config.name), STREAM_NOT_FOUND)
  if (existing) await manager.streams.update(config.name, config)
  else await manager.streams.add(config)
  const { config: actual } = await manager.streams.info(config.name)
  assertSame(`stream ${config.name}`, config, actual)
}

const provisionConsumer = async (manager: JetStreamManager, service: ServiceName) => {
  const config = consumerOf(service)
  const existing = await orNull(manager.consumers.info(TASKS_STREAM, service), CONSUMER_NOT_FOUND)
  if (existing) await manager.consumers.update(TASKS_STREAM, service, config)
  else await manager.consumers.add(TASKS_STREAM, config)
  const { config: actual } = await manager.consumers.info(TASKS_STREAM, service)
  assertSame(`consumer ${service}`, config, actual)
}

/**
 * Creates or updates the streams and one durable consumer per service. Safe to repeat. `replicas`: how many servers of a
 * cluster keep each stream.
 */
export const provisionStreams = async (connection: NatsConnection, replicas = 1): Promise<void> => {
  const manager = await connection.jetstreamManager()
  for (const config of streams) await provisionStream(manager, { ...config, num_replicas: replicas })
  for (const service of SERVICES) await provisionConsumer(manager, service)
}

export type TasksStream = {
  /** If either changes unexpectedly, published commands are lost. */
  created: string
  lastSeq: number
  /** False: a consumer or the EVENTS stream is missing. */
  isComplete: boolean
}

/** The state of the TASKS stream, or null if it does not exist. */
export const findTasksStream = async (connection: NatsConnection): Promise<TasksStream | null> => {
  const manager = await connection.jetstreamManager()
  const tasks = await orNull(manager.streams.info(TASKS_STREAM), STREAM_NOT_FOUND)
  if (!tasks) return null
  const events = await orNull(manager.streams.info(EVENTS_STREAM), STREAM_NOT_FOUND)
  const isComplete = tasks.state.consumer_count >= SERVICES.length && events !== null
  return { created: tasks.created, lastSeq: tasks.state.last_seq, isComplete }
}
