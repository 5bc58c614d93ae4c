import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { freePort } from '../local/free-port.ts'
import type { LocalServer } from '../local/local-server.ts'
import { findExecutable, startNats } from '../local/start-nats.ts'
import { connectNats, type NatsConnection } from '../messaging/connect-nats.ts'
import { provisionStreams } from '../messaging/provision-streams.ts'

export type TestNats = {
  connection: NatsConnection
  url: string
  /** Kills the server as a crash would, and starts it again on the same port, with an empty store if `empty`. */
  restart(options: { empty: boolean }): Promise<void>
  close(): Promise<void>
}

/** A nats-server of its own, with the streams provisioned. */
export const openTestNats = async (): Promise<TestNats> => {
  const binary = findExecutable('nats-server', process.env.PATH)
  if (!binary) throw new Error('nats-server is not installed')
  const root = mkdtempSync(join(tmpdir(), 'vss-nats-'))
  const port = await freePort()
  let generation = 0
  const start = () =>
    startNats({ binary, port, storeDir: join(root, `store-${generation}`), logFile: join(root, 'nats.log') })
  let server: LocalServer = await start()
  const connection = await connectNats({ url: server.url, name: 'test' }, pino({ level: 'silent' }))
  await provisionStreams(connection)
  return {
    connection,
    url: server.url,
    restart: async ({ empty }) => {
      await server.kill()
      if (empty) generation += 1
      server = await start()
    },
    close: async () => {
      await connection.close()
      await server.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}
