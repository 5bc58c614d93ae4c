import { makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { openObjectStore, toObjectStoreConfig } from '@vss/shared/artifacts/object-store.ts'
import { openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { connectNats, type NatsConnection, toNatsConfig } from '@vss/shared/messaging/connect-nats.ts'
import { publishCancel, publishWake } from '@vss/shared/messaging/signals.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import type { GatewayConfig } from './config.ts'
import { DEFAULT_TIMINGS, type GatewayDeps } from './deps.ts'
import type { LeadDeps } from './lead/lead-loops.ts'

const BYTES_PER_MB = 1024 * 1024

export type Gateway = { http: GatewayDeps; lead: LeadDeps; close(): Promise<void> }

/** Connects in the background, because the gateway accepts tasks without the broker. */
const openBroker = (config: GatewayConfig, log: Logger) => {
  let current: NatsConnection | null = null
  const connection = connectNats(toNatsConfig(config, 'gateway'), log).then((open) => {
    current = open
    return open
  })
  connection.catch((error: unknown) => log.error({ err: error }, 'the broker refused the gateway'))
  return { connection, use: (call: (open: NatsConnection) => void) => current && call(current), get: () => current }
}

export const openGateway = (config: GatewayConfig, log: Logger): Gateway => {
  const ledger = openLedger(config.DATABASE_URL, { maxConnections: config.DATABASE_POOL, log })
  const objects = openObjectStore(toObjectStoreConfig(config))
  const broker = openBroker(config, log)
  const { db } = ledger
  return {
    http: {
      db,
      artifacts: makeArtifactStore(db, objects),
      log,
      wake: () => broker.use(publishWake),
      cancelSignal: (taskId) => broker.use((open) => publishCancel(open, taskId)),
      pingNats: async () => {
        const open = broker.get()
        if (!open) throw new Error('the broker has not been reached yet')
        await open.rtt()
      },
      publicUrl: config.PUBLIC_URL ?? null,
      allowedOrigins: config.ALLOWED_ORIGINS,
      defaultLocale: config.DEFAULT_LOCALE,
      maxUploadBytes: config.MAX_UPLOAD_MB * BYTES_PER_MB,
      spoolDirectory: config.SPOOL_DIRECTORY,
      timings: DEFAULT_TIMINGS,
    },
    lead: {
      db,
      connection: broker.connection,
      log,
      pollMs: config.DISPATCH_POLL_MS,
      reconcileMs: config.RECONCILE_MS,
      unclaimedSec: config.UNCLAIMED_SEC,
      streamReplicas: config.NATS_REPLICAS,
    },
    close: async () => {
      await broker.get()?.drain()
      objects.close()
      await ledger.close()
    },
  }
}
