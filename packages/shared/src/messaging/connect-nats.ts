import { connect, type NatsConnection } from 'nats'
import type { z } from 'zod'
import type { natsSettings } from '../process/base-config.ts'
import type { Logger } from '../process/logger.ts'

export type { NatsConnection } from 'nats'

export type NatsConfig = { url: string; user?: string; password?: string; name: string }

export const toNatsConfig = (settings: z.output<typeof natsSettings>, name: string): NatsConfig => ({
  url: settings.NATS_URL,
  user: settings.NATS_USER,
  password: settings.NATS_PASSWORD,
  name,
})

const SAY_WAITING_EVERY_MS = 10_000

/**
 * A connection that reconnects for ever. Pings detect a half-open socket within 20 s (the library's default takes four
 * minutes). Each service has its own inbox prefix, so that permissions can stop it from reading the replies to others.
 */
export const connectNats = async (config: NatsConfig, log: Logger): Promise<NatsConnection> => {
  const waiting = setInterval(() => log.warn('the broker has not been reached yet'), SAY_WAITING_EVERY_MS)
  const connection = await connect({
    servers: config.url,
    user: config.user,
    pass: config.password,
    name: config.name,
    inboxPrefix: `_INBOX_${config.name}`,
    maxReconnectAttempts: -1,
    // The first connection too: services and the broker may start in any order.
    waitOnFirstConnect: true,
    reconnectTimeWait: 500,
    reconnectJitter: 250,
    pingInterval: 10_000,
    maxPingOut: 2,
    // An operator can correct refused credentials at either end. By default, the library closes for good after two refusals.
    ignoreAuthErrorAbort: true,
  }).finally(() => clearInterval(waiting))
  void logStatus(connection, log)
  return connection
}

const logStatus = async (connection: NatsConnection, log: Logger) => {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect' || status.type === 'reconnect')
      log.warn({ nats: status.type }, 'broker connection')
    if (status.type === 'error') log.warn({ nats: status.type, detail: String(status.data) }, 'broker connection')
  }
}
