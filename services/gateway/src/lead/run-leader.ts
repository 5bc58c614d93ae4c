import type { Logger } from '@vss/shared/process/logger.ts'
import { pause } from '@vss/shared/process/pause.ts'
import { withDeadline } from '@vss/shared/process/with-deadline.ts'
import pg from 'pg'

/** An arbitrary number. No other program may use it as an advisory lock in this database. */
const LEADER_LOCK = 7_365_302_001
const RETRY_MS = 1_000
const CONNECT_TIMEOUT_MS = 5_000
const HEARTBEAT_MS = 5_000
/** After this many heartbeats of silence, Postgres ends the session of the leader. */
const SILENT_HEARTBEATS = 3

export type Leadership = { isLeader(): boolean; stop(): Promise<void> }

type Lead = (signal: AbortSignal) => Promise<void>

/** Starts the heartbeat; the answer stops it. */
const startHeartbeat = async (client: pg.Client, heartbeatMs: number, onLost: () => void): Promise<() => void> => {
  await client.query(`set idle_session_timeout = ${SILENT_HEARTBEATS * heartbeatMs}`)
  const heartbeat = setInterval(() => client.query('select 1').catch(onLost), heartbeatMs)
  return () => clearInterval(heartbeat)
}

const tryLock = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [LEADER_LOCK])
  return rows[0]?.held === true
}

/** Waits for the lock, then leads until the connection is lost or `stopping` aborts. */
const leadOnce = async (
  url: string,
  heartbeatMs: number,
  stopping: AbortSignal,
  lead: Lead,
  onChange: (leading: boolean) => void,
): Promise<void> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: heartbeatMs,
  })
  const lost = new AbortController()
  const onLost = () => lost.abort()
  client.on('error', onLost).on('end', onLost)
  const signal = AbortSignal.any([lost.signal, stopping])
  let stopHeartbeat = () => {}
  try {
    await client.connect()
    stopHeartbeat = await startHeartbeat(client, heartbeatMs, onLost)
    while (!signal.aborted && !(await tryLock(client))) await pause(RETRY_MS, signal)
    if (signal.aborted) return
    onChange(true)
    await lead(signal)
  } finally {
    onChange(false)
    stopHeartbeat()
    // A dead connection may never acknowledge its end.
    await withDeadline({ ms: RETRY_MS }, () => client.end()).catch(() => {})
  }
}

/**
 * Runs `lead` in one process at a time. `lead` must return when its signal aborts.
 *
 * The leader is the process whose database session holds an advisory lock. Every gateway opens a connection for this
 * purpose and asks for the lock once a second; Postgres gives it to one of them, and releases it when that session ends.
 * So there is no expiry time to tune and no clock to trust. The connection must be direct: a pooler in transaction mode
 * would lose the lock between two statements.
 *
 * A lost connection must be noticed by both ends. If the process freezes or its machine disappears, TCP may keep the
 * connection, and with it the lock, for hours. Therefore Postgres ends the session after three heartbeats without a
 * statement, and another gateway takes over. If the server disappears, a heartbeat of the leader stays unanswered and
 * its query timeout aborts `lead`: after two heartbeats at the latest, so normally before anybody else can lead.
 *
 * A process that was frozen can still finish the turn it was in while a new leader runs already. That is harmless: every
 * turn is a conditional UPDATE of the ledger, which one of the two wins, and a message that is sent twice is only a hint.
 * The lock saves double work; correctness does not depend on it.
 */
export const runLeader = (url: string, lead: Lead, log: Logger, heartbeatMs = HEARTBEAT_MS): Leadership => {
  const stopping = new AbortController()
  let leading = false
  const onChange = (next: boolean) => {
    if (next !== leading) log.info({ leading: next }, 'leadership changed')
    leading = next
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await leadOnce(url, heartbeatMs, stopping.signal, lead, onChange).catch((error: unknown) =>
        log.warn({ err: error }, 'leading failed'),
      )
      if (!stopping.signal.aborted) await pause(RETRY_MS, stopping.signal)
    }
  }
  const done = loop()
  return {
    isLeader: () => leading,
    stop: async () => {
      stopping.abort()
      await done
    },
  }
}
