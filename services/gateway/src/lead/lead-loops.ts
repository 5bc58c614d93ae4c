import type { Database } from '@vss/shared/ledger/database.ts'
import { makePublisher } from '@vss/shared/messaging/command.ts'
import type { NatsConnection } from '@vss/shared/messaging/connect-nats.ts'
import type { TasksStream } from '@vss/shared/messaging/provision-streams.ts'
import { watchWakes } from '@vss/shared/messaging/signals.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import { withDeadline } from '@vss/shared/process/with-deadline.ts'
import type { Kysely } from 'kysely'
import { dispatchTasks } from '../dispatch/dispatch-tasks.ts'
import { reconcileStream } from '../reconcile/reconcile-stream.ts'
import {
  failOverdue,
  forgetDeadWorkers,
  OVERDUE_BATCH,
  recoverExpiredLeases,
  recoverUnclaimed,
} from '../reconcile/recover-tasks.ts'
import { relayEvents } from '../relay/relay-events.ts'
import { makeWake, poll } from './poll.ts'

export type LeadDeps = {
  db: Kysely<Database>
  /** Resolves once the broker has been reached for the first time. */
  connection: Promise<NatsConnection>
  log: Logger
  pollMs: number
  reconcileMs: number
  unclaimedSec: number
  /** Replicas of a stream that has to be recreated; 1 without a cluster. */
  streamReplicas?: number
}

/** Repairs that need only the ledger. They continue while the broker is out of reach. */
const makeLedgerTurn =
  ({ db, log, unclaimedSec }: LeadDeps) =>
  async (): Promise<'more' | 'idle'> => {
    const overdue = await failOverdue(db)
    const expired = await recoverExpiredLeases(db)
    const unclaimed = await recoverUnclaimed(db, unclaimedSec)
    if (overdue + expired + unclaimed > 0) log.warn({ overdue, expired, unclaimed }, 'reconciled')
    await forgetDeadWorkers(db)
    return overdue === OVERDUE_BATCH ? 'more' : 'idle'
  }

const makeStreamTurn = ({ db, log, streamReplicas }: LeadDeps, connection: NatsConnection) => {
  let mark: TasksStream | null = null
  return async (): Promise<'idle'> => {
    mark = await reconcileStream({ db, connection, log, ...(streamReplicas && { streamReplicas }) }, mark)
    return 'idle'
  }
}

const brokerLoops = async (deps: LeadDeps, connection: NatsConnection, signal: AbortSignal): Promise<void> => {
  const { db, log, pollMs, reconcileMs } = deps
  const publisher = makePublisher(connection)
  const dispatchWake = makeWake()
  const wakes = watchWakes(connection, dispatchWake.poke)
  await Promise.all([
    poll('dispatch', pollMs, dispatchWake, signal, log, () => dispatchTasks({ db, publisher, log })),
    poll('relay', pollMs, makeWake(), signal, log, () => relayEvents(db, publisher)),
    poll('stream', reconcileMs, makeWake(), signal, log, makeStreamTurn(deps, connection)),
  ])
  wakes.stop()
}

/** The connection to the broker, or null when the signal aborts before it was reached. */
const connected = ({ connection }: LeadDeps, signal: AbortSignal): Promise<NatsConnection | null> =>
  withDeadline({ signal }, () => connection).catch((error: unknown) => {
    if (signal.aborted) return null
    throw error
  })

/** Dispatcher, reconciler and event relay: the loops that only the leader runs, until the signal aborts. */
export const leadLoops = async (deps: LeadDeps, signal: AbortSignal): Promise<void> => {
  await Promise.all([
    poll('reconcile', deps.reconcileMs, makeWake(), signal, deps.log, makeLedgerTurn(deps)),
    connected(deps, signal).then((connection) => connection && brokerLoops(deps, connection, signal)),
  ])
}
