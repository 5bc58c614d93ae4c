import pg from 'pg'
import type { Logger } from '../telemetry/logger.ts'

/** Any fixed number will do, as long as nobody else in this database uses it. */
const LEADER_LOCK = 7_365_302_001
const RETRY_MS = 1_000

export type Leadership = { isLeader(): boolean; stop(): Promise<void> }

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

/** Holds the lock for as long as the connection lives; resolves when it is lost or `stopping` aborts. */
const leadOnce = async (
  url: string,
  stopping: AbortSignal,
  lead: (signal: AbortSignal) => Promise<void>,
  onChange: (leading: boolean) => void,
): Promise<void> => {
  const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5_000 })
  const lost = new AbortController()
  client.on('error', () => lost.abort())
  client.on('end', () => lost.abort())
  try {
    await client.connect()
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [LEADER_LOCK])
    if (!rows[0]?.held) return
    onChange(true)
    await lead(AbortSignal.any([lost.signal, stopping]))
  } finally {
    onChange(false)
    await client.end().catch(() => undefined)
  }
}

/**
 * Runs `lead` in exactly one process at a time: the one that holds a session advisory lock, on a direct connection of
 * its own (a pooler in transaction mode would lose it). `lead` returns when its signal aborts.
 */
export const runLeader = (url: string, lead: (signal: AbortSignal) => Promise<void>, log: Logger): Leadership => {
  const stopping = new AbortController()
  let leading = false
  const onChange = (next: boolean) => {
    if (next !== leading) log.info({ leading: next }, 'leadership changed')
    leading = next
  }
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await leadOnce(url, stopping.signal, lead, onChange).catch((error: unknown) =>
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
