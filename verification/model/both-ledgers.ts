import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import { makePublisher } from '@vss/shared/messaging/command.ts'
import type { NatsConnection } from '@vss/shared/messaging/connect-nats.ts'
import { findTasksStream } from '@vss/shared/messaging/provision-streams.ts'
import { type ClockedLedger, openClockedLedger } from '@vss/shared/testing/open-clocked-ledger.ts'
import { openTestNats } from '@vss/shared/testing/open-test-nats.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import { type LedgerModel, makeLedgerModel, rowOf, type StreamState } from './ledger-model.ts'
import type { Guard } from './task-row.ts'

/** The model and a real ledger, on which the same operations run. */
export type BothLedgers = {
  model: LedgerModel
  real: ClockedLedger
  orgs: { orgId: string; instanceId: string }[]
  /** The real id of the model's task n at n − 1. */
  ids: number[]
  connection: NatsConnection
  stream: StreamState
  objects: ObjectStore
  /** The number of earlier sequences, whose objects are still in the object store. */
  generation: number
}

/** Published before the tests: an acknowledged sequence above this one looks like a stream that was rolled back. */
const STORED_COMMANDS = 5
const ORGS = 3

export const openBothLedgers = async (): Promise<{ both: BothLedgers; close(): Promise<void> }> => {
  const [real, nats, bucket] = await Promise.all([openClockedLedger(), openTestNats(), openTestObjects()])
  const publisher = makePublisher(nats.connection)
  for (let taskId = 1; taskId <= STORED_COMMANDS; taskId += 1) {
    await publisher.publishCommand('vss.tasks.rag.none.none', { v: 1, taskId, dispatchSeq: 1 }, null)
  }
  const stream = await findTasksStream(nats.connection)
  if (!stream) throw new Error('the test stream was not provisioned')
  const orgs = []
  for (let n = 0; n < ORGS; n += 1) orgs.push(await seedTenant(real.db))
  const both: BothLedgers = {
    model: makeLedgerModel(),
    real,
    orgs,
    ids: [],
    connection: nats.connection,
    stream,
    objects: bucket.objects,
    generation: 0,
  }
  return {
    both,
    close: async () => {
      bucket.close()
      await nats.close()
      await real.close()
    },
  }
}

/** Empties both and sets both clocks to zero; `without`: the guards that the model lacks. */
export const resetBoth = async (both: BothLedgers, without: ReadonlySet<Guard>): Promise<void> => {
  both.model = makeLedgerModel(without)
  both.ids = []
  both.generation += 1
  await both.real.db.deleteFrom('vss.task').execute()
  await both.real.db.deleteFrom('vss.worker').execute()
  await both.real.setClock(0)
}

const eventsOf = async ({ real, ids }: BothLedgers) => {
  const events = await real.db
    .selectFrom('vss.task_event')
    .select(['task_id', 'seq', 'type', 'published_at'])
    .orderBy('task_id')
    .orderBy('seq')
    .execute()
  return events.map((event) => [ids.indexOf(event.task_id) + 1, event.seq, event.type, event.published_at !== null])
}

const stepsOf = async ({ real, ids }: BothLedgers) => {
  const steps = await real.db
    .selectFrom('vss.task_step')
    .select(['task_id', 'step_key', 'epoch'])
    .orderBy('task_id')
    .orderBy('step_key')
    .execute()
  return steps.map((step) => [ids.indexOf(step.task_id) + 1, step.step_key, step.epoch])
}

/** The rows of both, without their events and steps. */
export const rowsOf = async ({ model, real, ids, orgs }: BothLedgers) => {
  const rows = await real.db.selectFrom('vss.task').selectAll().orderBy('id').execute()
  return {
    model: model.rows.map(({ events: _events, steps: _steps, ...row }) => row),
    real: rows.map((row) => ({
      id: ids.indexOf(row.id) + 1,
      org: orgs.findIndex(({ orgId }) => orgId === row.org_id),
      service: row.service,
      status: row.status,
      retryOf: row.retry_of === null ? null : ids.indexOf(row.retry_of) + 1,
      runAt: real.toSec(row.run_at),
      deadlineAt: real.toSec(row.deadline_at),
      dispatchedAt: real.toSec(row.dispatched_at),
      dispatchSeq: row.dispatch_seq,
      streamSeq: row.stream_seq,
      epoch: row.lease_epoch,
      leaseUntil: real.toSec(row.lease_until),
      attempt: row.attempt,
      eventSeq: row.event_seq,
    })),
  }
}

const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1)

/** Every event and every step since the start: records that are only added. */
export const recordsOf = async (both: BothLedgers) => ({
  model: {
    events: both.model.rows.flatMap((row) =>
      row.events.map(({ seq, type, isPublished }) => [row.id, seq, type, isPublished]),
    ),
    steps: both.model.rows.flatMap((row) => [...row.steps].sort(byKey).map(({ key, epoch }) => [row.id, key, epoch])),
  },
  real: { events: await eventsOf(both), steps: await stepsOf(both) },
})

/** A task in both ledgers; `task` is the argument of the ledger's functions. */
export const taskOf = (both: BothLedgers, choice: number) => {
  const { model, ids, orgs } = both
  const row = rowOf(model, 1 + (choice % model.rows.length))
  const id = ids[row.id - 1] as number
  const tenant = orgs[row.org] as BothLedgers['orgs'][number]
  return { row, tenant, task: { id, orgId: tenant.orgId, locale: 'en' as const } }
}
