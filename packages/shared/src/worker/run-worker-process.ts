import type { Kysely } from 'kysely'
import { type ArtifactStore, makeArtifactStore } from '../artifacts/artifact-store.ts'
import { openObjectStore, toObjectStoreConfig } from '../artifacts/object-store.ts'
import type { ServiceName } from '../contracts/task-contract.ts'
import type { Database } from '../ledger/database.ts'
import { openLedger } from '../ledger/open-ledger.ts'
import { connectNats, type NatsConnection, toNatsConfig } from '../messaging/connect-nats.ts'
import type { WorkerConfig } from '../process/base-config.ts'
import { armCrashPoint } from '../process/crash-point.ts'
import { type Logger, makeLogger } from '../process/logger.ts'
import { runProcess } from '../process/run-process.ts'
import { runWorker } from './run-worker.ts'
import type { TaskHandlers } from './task-handler.ts'

/** The connections of every worker process. A service builds its pipelines on them. */
export type WorkerBase = {
  db: Kysely<Database>
  connection: NatsConnection
  artifacts: ArtifactStore
  log: Logger
}

/** A service's pipelines, and a function that stops its own background work before the connections close. */
export type WorkerService<S extends ServiceName> = { handlers: TaskHandlers<S>; stop?: () => Promise<void> }

/** Runs a worker process: opens the connections, builds the pipelines, works until a signal, closes everything. */
export const runWorkerProcess = <S extends ServiceName, Config extends WorkerConfig>(
  service: S,
  loadConfig: () => Config & { slots: number },
  build: (base: WorkerBase, config: Config) => Promise<WorkerService<S>>,
): Promise<void> => {
  const log = makeLogger(service)
  return runProcess(log, async () => {
    const config = loadConfig()
    log.level = config.LOG_LEVEL
    armCrashPoint(config.CRASH_AT, config.CRASH_SIGNAL)
    const ledger = openLedger(config.DATABASE_URL, { maxConnections: config.DATABASE_POOL, log })
    const objects = openObjectStore(toObjectStoreConfig(config))
    const connection = await connectNats(toNatsConfig(config, service), log)
    const base = { db: ledger.db, connection, artifacts: makeArtifactStore(ledger.db, objects), log }
    const { handlers, stop } = await build(base, config)
    const worker = await runWorker(service, handlers, {
      ...base,
      objects,
      slots: config.slots,
      leaseMs: config.LEASE_MS,
      heartbeatMs: config.HEARTBEAT_MS,
      shutdownGraceMs: config.SHUTDOWN_GRACE_MS,
      aliveFile: config.ALIVE_FILE,
    })
    return {
      stop: async () => {
        await worker.stop()
        await stop?.()
        await connection.drain()
        objects.close()
        await ledger.close()
      },
    }
  })
}
