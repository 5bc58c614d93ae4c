import type { Database } from '@vss/shared/ledger/database.ts'
import type { NatsConnection } from '@vss/shared/messaging/connect-nats.ts'
import { makePublisher } from '@vss/shared/messaging/publish.ts'
import { watchWakes } from '@vss/shared/messaging/wake.ts'
import type { Logger } from '@vss/shared/telemetry/logger.ts'
import type { Kysely } from 'kysely'
import { dispatchTasks } from '../dispatch/dispatch-tasks.ts'
import { reconcileStream, type StreamMark } from '../reconcile/reconcile-stream.ts'
import { failOverdue, forgetDeadWorkers, recoverExpiredLeases, recoverUnclaimed } from '../reconcile/recover-tasks.ts'
import { relayEvents } from '../relay/relay-events.ts'
import { makeWake, poll } from './poll.ts'

export type LeadDeps = {
  db: Kysely<Database>
  connection: NatsConnection
  log: Logger
  pollMs: number
  reconcileMs: number
  unclaimedSec: number
}

/** The reconciler's turn: repairs that need only the ledger come first, whatever the broker does. */
const makeReconcileTurn = ({ db, connection, log, unclaimedSec }: LeadDeps) => {
  let mark: StreamMark | null = null
  return async (): Promise<'idle'> => {
    const overdue = await failOverdue(db)
    const expired = await recoverExpiredLeases(db)
    const unclaimed = await recoverUnclaimed(db, unclaimedSec)
    if (overdue + expired + unclaimed > 0) log.warn({ overdue, expired, unclaimed }, 'reconciled')
    await forgetDeadWorkers(db)
    mark = await reconcileStream({ db, connection, log }, mark)
    return 'idle'
  }
}

/** Dispatcher, reconciler and event relay: what exactly one gateway does, until the signal aborts. */
export const leadLoops = async (deps: LeadDeps, signal: AbortSignal): Promise<void> => {
  const { db, connection, log, pollMs, reconcileMs } = deps
  const publisher = makePublisher(connection)
  const [dispatchWake, relayWake, reconcileWake] = [makeWake(), makeWake(), makeWake()]
  const wakes = watchWakes(connection, dispatchWake.poke)
  await Promise.all([
    poll('dispatch', pollMs, dispatchWake, signal, log, () => dispatchTasks({ db, publisher, log })),
    poll('relay', pollMs, relayWake, signal, log, () => relayEvents(db, publisher)),
    poll('reconcile', reconcileMs, reconcileWake, signal, log, makeReconcileTurn(deps)),
  ])
  wakes.stop()
}
