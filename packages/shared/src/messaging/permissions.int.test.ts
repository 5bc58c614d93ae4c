import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../local/free-port.ts'
import type { LocalServer } from '../local/local-server.ts'
import { findExecutable, startNats } from '../local/start-nats.ts'
import { makePublisher } from './command.ts'
import { connectNats, type NatsConnection } from './connect-nats.ts'
import { provisionStreams } from './provision-streams.ts'
import { receiveCommands } from './receive-commands.ts'
import { makeRetrievalClient, serveRetrieval } from './request-retrieval.ts'
import { publishCancel, publishWake, watchCancels, watchWakes } from './signals.ts'
import { taskSubject } from './subjects.ts'

/** The broker with its deployed configuration, conf/nats/nats.conf, on another port and folder. */
const CONFIG = fileURLToPath(new URL('../../../../conf/nats/nats.conf', import.meta.url))
const USERS = ['gateway', 'rag', 'narration', 'dubbing', 'editing'] as const
const log = pino({ level: 'silent' })
const ORG = '00000000-0000-0000-0000-000000000001'

let folder: string
let server: LocalServer
const connections: NatsConnection[] = []

const as = async (user: string, name = user): Promise<NatsConnection> => {
  const connection = await connectNats({ url: server.url, name, user, password: `pass-${user}` }, log)
  connections.push(connection)
  return connection
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vss-nats-users-'))
  const configFile = join(folder, 'nats.conf')
  copyFileSync(CONFIG, configFile)
  const variable = (user: string) => `NATS_PASSWORD_${user.toUpperCase()} = "pass-${user}"\n`
  writeFileSync(join(folder, 'passwords.conf'), USERS.map(variable).join(''))
  const binary = findExecutable('nats-server', process.env.PATH) ?? ''
  const [port, monitorPort] = [await freePort(), await freePort()]
  server = await startNats({
    binary,
    port,
    monitorPort,
    storeDir: join(folder, 'data'),
    logFile: join(folder, 'nats.log'),
    configFile,
  })
  await provisionStreams(await as('gateway', 'provision'))
})
afterAll(async () => {
  for (const connection of connections) await connection.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The server's words when it refuses a subject; null if it lets the call through. */
const refusal = async (connection: NatsConnection, call: () => unknown): Promise<string | null> => {
  const statuses = connection.status()[Symbol.asyncIterator]()
  call()
  await connection.flush()
  const said = await Promise.race([
    statuses.next(),
    connection
      .rtt()
      .then(() => connection.rtt())
      .then(() => null),
  ])
  return said ? String((said as IteratorResult<{ data: unknown }>).value?.data) : null
}

test('gateway and worker do all of their work with the rights they have', async () => {
  const [gateway, rag, narration] = [await as('gateway'), await as('rag'), await as('narration')]
  const stopping = new AbortController()
  const commands = receiveCommands(rag, 'rag', stopping.signal, log)
  const publisher = makePublisher(gateway)
  await publisher.publishCommand(
    taskSubject('rag', 'DEPLOY_RAG_CORPUS', ORG),
    { v: 1, taskId: 7, dispatchSeq: 1 },
    null,
  )
  await publisher.publishEvent(`vss.events.${ORG}.7.started`, 'event-1', { taskId: 7 })
  const { value } = await commands.next()
  expect(value?.command.taskId).toBe(7)
  value?.ack()
  await rag.flush()
  stopping.abort()

  const heard = new Promise<number>((resolve) => watchCancels(rag, resolve))
  await rag.flush()
  publishCancel(gateway, 9)
  expect(await heard).toBe(9)
  const woken = new Promise<void>((resolve) => watchWakes(gateway, resolve))
  await gateway.flush()
  publishWake(rag)
  await woken

  serveRetrieval(rag, async () => ({ ok: false, reason: 'no_corpus', detail: '' }), log)
  await rag.flush()
  const request = { v: 1, orgId: ORG, assetId: 'a', query: 'q', limit: 1 } as never
  expect((await makeRetrievalClient(narration)(request)).ok).toBe(false)

  const manager = await gateway.jetstreamManager()
  const { num_ack_pending, num_pending } = await manager.consumers.info('TASKS', 'rag')
  expect([num_ack_pending, num_pending]).toEqual([0, 0])
})

test.each([
  ['makes a command', (c: NatsConnection) => c.publish(taskSubject('rag', 'DEPLOY_RAG_CORPUS', ORG))],
  ['announces an event', (c: NatsConnection) => c.publish(`vss.events.${ORG}.7.completed`)],
  ['cancels a task', (c: NatsConnection) => c.publish('vss.cancel.7')],
  ['answers for another', (c: NatsConnection) => c.publish('_INBOX_narration.x')],
  ['pulls from another queue', (c: NatsConnection) => c.publish('$JS.API.CONSUMER.MSG.NEXT.TASKS.narration')],
  ['acknowledges for another', (c: NatsConnection) => c.publish('$JS.ACK.TASKS.narration.1.1.1.1.1')],
  ['deletes a stream', (c: NatsConnection) => c.publish('$JS.API.STREAM.DELETE.TASKS')],
  ['empties a stream', (c: NatsConnection) => c.publish('$JS.API.STREAM.PURGE.TASKS')],
  ['changes a stream', (c: NatsConnection) => c.publish('$JS.API.STREAM.UPDATE.TASKS')],
  ['deletes a consumer', (c: NatsConnection) => c.publish('$JS.API.CONSUMER.DELETE.TASKS.rag')],
  ['listens to everything', (c: NatsConnection) => c.subscribe('>')],
  ['listens to commands', (c: NatsConnection) => c.subscribe('vss.tasks.>')],
  ['reads the replies to another', (c: NatsConnection) => c.subscribe('_INBOX_gateway.>')],
  ['answers retrievals in the place of rag', (c: NatsConnection) => c.subscribe('vss.rag.retrieve')],
])('a worker never %s', async (_what, call) => {
  const dubbing = await as('dubbing')
  expect(await refusal(dubbing, () => call(dubbing))).toMatch(/permissions/i)
})

test('the gateway never deletes or empties a stream', async () => {
  const gateway = await as('gateway')
  expect(await refusal(gateway, () => gateway.publish('$JS.API.STREAM.DELETE.TASKS'))).toMatch(/permissions/i)
  expect(await refusal(gateway, () => gateway.publish('$JS.API.STREAM.PURGE.EVENTS'))).toMatch(/permissions/i)
})

test('a connection without a password is refused', async () => {
  const stranger = connectNats({ url: server.url, name: 'stranger' }, log)
  const answer = await Promise.race([
    stranger.then(() => 'in'),
    new Promise((resolve) => setTimeout(resolve, 1_500, 'out')),
  ])
  expect(answer).toBe('out')
})
