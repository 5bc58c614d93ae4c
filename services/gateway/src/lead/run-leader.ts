import type { Logger } from '@vss/shared/process/logger.ts'
import { pause } from '@vss/shared/process/pause.ts'
import { withDeadline } from '@vss/shared/process/with-deadline.ts'
import pg from 'pg'

/** Any fixed number will do, as long as nobody else in this database uses it. */
const LEADER_LOCK = 7_365_302_001
const RETRY_MS = 1_000
const CONNECT_TIMEOUT_MS = 5_000
const HEARTBEAT_MS = 5_000
/** A leader that is silent for this many heartbeats is led by someone else. */
const SILENT_HEARTBEATS = 3

export type Leadership = { isLeader(): boolean; stop(): Promise<void> }

type Lead = (signal: AbortSignal) => Promise<void>

/**
 * Proves to the server that the leader lives, and to the leader that the server does. Without it, the lock of a frozen
 * or vanished leader would be held for as long as TCP believes in its connection: hours.
 */
const keepSession = async (client: pg.Client, heartbeatMs: number, onLost: () => void): Promise<() => void> => {
  await client.query(`set idle_session_timeout = ${SILENT_HEARTBEATS * heartbeatMs}`)
  const heartbeat = setInterval(() => client.query('select 1').catch(onLost), heartbeatMs)
  return () => clearInterval(heartbeat)
}

const tryLock = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [LEADER_LOCK])
  return rows[0]?.held === true
}

/** Waits for the lock and holds it for as long as the connection lives; resolves when that or `stopping` ends it. */
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
  let forgetSession = () => {}
  try {
    await client.connect()
    forgetSession = await keepSession(client, heartbeatMs, onLost)
    while (!signal.aborted && !(await tryLock(client))) await pause(RETRY_MS, signal)
    if (signal.aborted) return
    onChange(true)
    await lead(signal)
  } finally {
    onChange(false)
    forgetSession()
    // A dead connection may never answer the goodbye.
    await withDeadline({ ms: RETRY_MS }, () => client.end()).catch(() => {})
  }
}

/**
 * Runs `lead` in exactly one process at a time: the one that holds a session advisory lock, on a direct connection of
 * its own (a pooler in transaction mode would lose it). `lead` returns when its signal aborts.
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
