import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../local/free-port.ts'
import type { LocalServer } from '../local/local-server.ts'
import { findExecutable, startNats } from '../local/start-nats.ts'
import { waitUntil } from '../local/wait-until.ts'
import { connectNats, type NatsConnection } from './connect-nats.ts'
import { findTasksStream, provisionStreams } from './provision-streams.ts'
import { EVENTS_STREAM, TASKS_STREAM } from './subjects.ts'

const SERVERS = [1, 2, 3]

let folder: string
let servers: LocalServer[]
let connection: NatsConnection

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vss-nats-cluster-'))
  const routes = await Promise.all(SERVERS.map(freePort))
  const start = async (n: number) => {
    const configFile = join(folder, `${n}.conf`)
    const others = routes.map((port) => `"nats://127.0.0.1:${port}"`).join(', ')
    const cluster = `cluster { name: vss, listen: "127.0.0.1:${routes[n - 1]}", routes: [${others}] }`
    writeFileSync(configFile, `server_name: server-${n}\n${cluster}\n`)
    return startNats({
      binary: findExecutable('nats-server', process.env.PATH) ?? '',
      port: await freePort(),
      storeDir: join(folder, `${n}`),
      logFile: join(folder, `${n}.log`),
      configFile,
    })
  }
  servers = await Promise.all(SERVERS.map(start))
  connection = await connectNats({ url: servers[0]?.url ?? '', name: 'test' }, pino({ level: 'silent' }))
})
afterAll(async () => {
  await connection?.close()
  await Promise.all(servers.map((server) => server.stop()))
  await rm(folder, { recursive: true, force: true })
})

const replicasOf = async (stream: string) => {
  const manager = await connection.jetstreamManager()
  return (await manager.streams.info(stream)).config.num_replicas
}

test('in a cluster, streams of one server are replicated to as many as asked', async () => {
  // The servers have to find each other and choose a leader first.
  await waitUntil('the cluster', () => provisionStreams(connection).then(() => true))
  expect([await replicasOf(TASKS_STREAM), await replicasOf(EVENTS_STREAM)]).toEqual([1, 1])
  await waitUntil('three replicas', () => provisionStreams(connection, 3).then(() => true))
  expect([await replicasOf(TASKS_STREAM), await replicasOf(EVENTS_STREAM)]).toEqual([3, 3])
  await waitUntil('all consumers', async () => (await findTasksStream(connection))?.isComplete)
})
