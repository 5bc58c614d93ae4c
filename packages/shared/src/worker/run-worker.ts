import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { SpanKind } from '@opentelemetry/api'
import type { TaskType } from '../contracts/registry.ts'
import type { ServiceName } from '../contracts/task-contract.ts'
import { announceWorker, withdrawWorker } from '../ledger/announce-worker.ts'
import { type Claim, claimTask } from '../ledger/claim-task.ts'
import type { NatsConnection } from '../messaging/connect-nats.ts'
import { type Delivery, receiveCommands } from '../messaging/receive-commands.ts'
import { publishWake, watchCancels } from '../messaging/signals.ts'
import { crashPoint } from '../process/crash-point.ts'
import type { RunningProcess } from '../process/run-process.ts'
import { inRemoteSpan, inSpan, recordPastSpan } from '../process/trace-context.ts'
import type { Lease } from './hold-lease.ts'
import { type ClaimDeps, runClaim } from './run-claim.ts'
import type { AnyTaskHandlers, TaskHandler, TaskHandlers } from './task-handler.ts'

export type WorkerDeps = Omit<ClaimDeps, 'service'> & {
  connection: NatsConnection
  slots: number
  shutdownGraceMs: number
  /** Touched at every announcement. */
  aliveFile?: string | undefined
}

/** A third of `WORKER_LIVE_SEC`: two announcements may be lost before a worker counts as gone. */
const ANNOUNCE_EVERY_MS = 5_000

/**
 * Works on a service's tasks until stopped: receive → claim → acknowledge → pipeline → settle, in `slots` loops. Stopping
 * takes no new task, lets running tasks finish within the grace period, and releases the others.
 */
export const runWorker = async <S extends ServiceName>(
  service: S,
  handlers: TaskHandlers<S>,
  workerDeps: WorkerDeps,
): Promise<RunningProcess> => {
  const deps = { ...workerDeps, service }
  const { db, connection, log } = deps
  const owner = `${service}@${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
  const identity = { id: owner, service, slots: deps.slots }
  const stopping = new AbortController()
  /** By lease, not by task: a run that lost its task may still be winding down while the next run of it starts here. */
  const running = new Map<Lease, number>()

  const announce = async () => {
    await announceWorker(db, identity)
    if (deps.aliveFile) await writeFile(deps.aliveFile, '')
  }
  await announce()
  const announcing = setInterval(() => {
    announce().catch((error: unknown) => log.warn({ err: error }, 'the worker could not be announced'))
  }, ANNOUNCE_EVERY_MS)
  const cancels = watchCancels(connection, (taskId) => {
    for (const [lease, id] of running) if (id === taskId) void lease.check()
  })

  const work = async (delivery: Delivery) => {
    const claimedAt = performance.now()
    const claim = await tryClaim(deps, owner, delivery)
    if (!claim) return
    const onLease = (lease: Lease) => {
      running.set(lease, claim.id)
      return () => running.delete(lease)
    }
    await inTaskSpan(deps.service, claim, delivery, () =>
      runClaim(deps, claim, claimedAt, handlerOf(handlers, claim.type), onLease),
    )
  }
  const slot = async () => {
    for await (const delivery of receiveCommands(connection, service, stopping.signal, log)) {
      // An error here does not end the task: its lease expires and the reconciler makes it ready again.
      await work(delivery).catch((error: unknown) => log.error({ err: error }, 'a task could not be settled'))
      publishWake(connection)
    }
  }
  const slots = Array.from({ length: deps.slots }, slot)
  log.info({ slots: deps.slots, owner }, `${service} is working`)

  return {
    stop: async () => {
      stopping.abort()
      clearInterval(announcing)
      const grace = setTimeout(() => {
        for (const lease of running.keys()) lease.stop('shutdown')
      }, deps.shutdownGraceMs)
      await withdrawWorker(db, owner).catch((error: unknown) =>
        log.warn({ err: error }, 'the worker could not be withdrawn'),
      )
      await Promise.allSettled(slots)
      clearTimeout(grace)
      cancels.stop()
    },
  }
}

/**
 * A task of a newer gateway has no pipeline here: it fails as an unexpected problem does, and is tried again. By then a
 * newer worker may take it.
 */
const handlerOf = <T extends TaskType>(handlers: AnyTaskHandlers, type: T): TaskHandler<T> =>
  handlers[type] ?? (() => Promise.reject(new Error(`this worker has no pipeline for ${type}`)))

const tryClaim = async (
  deps: WorkerDeps & { service: ServiceName },
  owner: string,
  delivery: Delivery,
): Promise<Claim | null> => {
  const { db, service, leaseMs, log } = deps
  const { taskId } = delivery.command
  let claim: Claim | null
  try {
    claim = await claimTask(db, { id: taskId, service, owner, leaseMs })
  } catch (error) {
    log.warn({ err: error, taskId }, 'the task could not be claimed: the ledger cannot be reached')
    delivery.later()
    return null
  }
  if (claim) crashPoint('after_claim')
  delivery.ack()
  return claim
}

/** The first attempt continues the request's trace; later attempts start their own, linked to it. */
const inTaskSpan = (service: ServiceName, claim: Claim, delivery: Delivery, fn: () => Promise<void>): Promise<void> =>
  inRemoteSpan(
    `process task.${claim.type}`,
    delivery.traceparent,
    async () => {
      recordPastSpan('queue wait', new Date(Date.now() - claim.waitedMs), { 'task.id': claim.id })
      // A short span that is exported immediately: the long one around the pipeline is lost in a crash.
      await inSpan('claim', { 'task.id': claim.id, 'task.lease_epoch': claim.fence.epoch }, async () => undefined)
      await fn()
    },
    {
      kind: SpanKind.CONSUMER,
      link: claim.attempt > 1,
      attributes: {
        'messaging.system': 'nats',
        'messaging.destination.template': `vss.tasks.${service}.{type}.{org}`,
        'messaging.message.id': `${delivery.command.taskId}:${delivery.command.dispatchSeq}`,
        'nats.seq': delivery.streamSeq,
        'nats.delivery_count': delivery.deliveryCount,
        'task.id': claim.id,
        'task.type': claim.type,
        'task.attempt': claim.attempt,
        'task.lease_epoch': claim.fence.epoch,
        'org.id': claim.orgId,
      },
    },
  )
