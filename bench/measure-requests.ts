import { Agent, request } from 'node:http'
import { pause } from '@vss/shared/process/pause.ts'
import { type EdgeIdentity, makeEdgeClient } from '../harness/edge-client.ts'
import type { WatchedStudio } from '../harness/open-watched-studio.ts'
import { englishStory } from '../harness/samples.ts'
import { createEdgeInstance } from '../services/gateway/src/admin/commands/create-edge-instance.ts'
import { printTable } from './print-tables.ts'
import { readCpu, spentCpu } from './process-cpu.ts'

type Load = { requests: number; seconds: number; cpu: Map<string, number> }

type Call = { method: 'GET' | 'POST'; url: string; headers: Record<string, string>; body?: Buffer }

/** Sends one request and reads the answer to its end. Throws unless the status is 2xx. */
const send = (agent: Agent, { method, url, headers, body }: Call): Promise<void> =>
  new Promise((resolve, reject) => {
    const length = body ? { 'Content-Length': body.length } : {}
    const sent = request(url, { agent, method, headers: { ...headers, ...length } }, (response) => {
      response.on('error', reject).resume()
      response.on('end', () => {
        const status = response.statusCode ?? 0
        if (status >= 200 && status < 300) resolve()
        else reject(new Error(`${method} ${url} answered ${status}`))
      })
    })
    sent.on('error', reject).end(body)
  })

/** Runs `parallel` senders for `seconds`; each sends its next request when the one before has been answered. */
const measureLoad = async (
  pids: ReadonlyMap<string, number>,
  parallel: number,
  seconds: number,
  sendNext: () => Promise<void>,
): Promise<Load> => {
  let requests = 0
  const [before, startedAt] = [readCpu(pids), performance.now()]
  const sender = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await sendNext()
      requests += 1
    }
  }
  await Promise.all(Array.from({ length: parallel }, sender))
  const cpu = spentCpu(before, readCpu(pids))
  return { requests, seconds: (performance.now() - startedAt) / 1000, cpu }
}

const LOAD_SEC = 8
const PARALLEL = 16
/** An Edge polls every 30 s; here every 10 s, so that a bench of seconds sees enough polls. */
const WAITING_CLIENTS = 500
const POLL_EVERY_SEC = 10
const POLL_SEC = 20

const headersOf = ({ instanceId, apiKey }: EdgeIdentity) => ({ 'X-Instance-ID': instanceId, 'X-Api-Key': apiKey })

const multipartOf = (bytes: number): Pick<Call, 'headers' | 'body'> => {
  const head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="story.json"\r\n\r\n'
  const body = Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, ' '), Buffer.from('\r\n--edge--\r\n')])
  return { headers: { 'Content-Type': 'multipart/form-data; boundary=edge' }, body }
}

const makeCalls = async ({ stack, identity }: WatchedStudio): Promise<Record<string, Call>> => {
  const edge = makeEdgeClient(stack.gatewayUrl, identity, 'A')
  const api = `${stack.gatewayUrl}/api/v1`
  const headers = headersOf(identity)
  const path = await edge.upload('story.json', englishStory())
  const task = { task_type: 'CHARACTER_IDENTIFIER', payload: { input_file_path: path } }
  const id = await edge.createTask(task.task_type, task.payload)
  const upload = (bytes: number): Call => {
    const { headers: type, body } = multipartOf(bytes)
    return { method: 'POST', url: `${api}/files/upload/`, headers: { ...headers, ...type }, ...(body && { body }) }
  }
  return {
    'GET status': { method: 'GET', url: `${api}/tasks/${id}/`, headers },
    'upload of 20 KB': upload(20_000),
    'upload of 2 MB': upload(2_000_000),
    'POST task': {
      method: 'POST',
      url: `${api}/tasks/`,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: Buffer.from(JSON.stringify(task)),
    },
  }
}

const loadRow = (call: string, { requests, seconds, cpu }: Load) => {
  const each = (name: string) => (((cpu.get(name) ?? 0) * 1000) / requests).toFixed(2)
  return {
    call,
    requests,
    'a second, as measured': (requests / seconds).toFixed(0),
    "gateway's share of a core": `${(((cpu.get('gateway') ?? 0) / seconds) * 100).toFixed(0)} %`,
    'CPU ms each: gateway': each('gateway'),
    Postgres: each('postgres'),
    S3: each('s3'),
    'a second from one full gateway core': (requests / (cpu.get('gateway') ?? Number.NaN)).toFixed(0),
  }
}

/** Measures each kind of request as fast as the gateway answers, with no workers that would share the machine. */
export const measureRequests = async (studio: WatchedStudio, pids: ReadonlyMap<string, number>): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })
  const rows = []
  for (const [name, call] of Object.entries(await makeCalls(studio)))
    rows.push(loadRow(name, await measureLoad(pids, PARALLEL, LOAD_SEC, () => send(agent, call))))
  agent.destroy()
  printTable(`Requests, ${PARALLEL} at a time, no workers running`, rows)
}

/** Measures the polls of many Edges that wait for a task. `idle`: CPU share of each process at rest. */
export const measurePolls = async (
  studio: WatchedStudio,
  pids: ReadonlyMap<string, number>,
  idle: ReadonlyMap<string, number>,
): Promise<void> => {
  const { url } = (await makeCalls(studio))['GET status'] as Call
  const { orgId } = await studio.db
    .selectFrom('vss.edge_instance')
    .select('org_id as orgId')
    .where('id', '=', studio.identity.instanceId)
    .executeTakeFirstOrThrow()
  const calls: Call[] = []
  for (let n = 0; n < WAITING_CLIENTS; n += 1) {
    const identity = await createEdgeInstance(studio.db, { orgId, name: `waiting ${n}` })
    calls.push({ method: 'GET', url, headers: headersOf(identity) })
  }
  // One connection per poll: the gateway would close a kept one before the next poll.
  const agent = new Agent({ keepAlive: false })
  const [before, startedAt] = [readCpu(pids), performance.now()]
  const polls: Promise<void>[] = []
  for (let n = 0; n < (WAITING_CLIENTS * POLL_SEC) / POLL_EVERY_SEC; n += 1) {
    const due = startedAt + (n * POLL_EVERY_SEC * 1000) / WAITING_CLIENTS
    await pause(Math.max(0, due - performance.now()))
    polls.push(send(agent, calls[n % WAITING_CLIENTS] as Call))
  }
  await Promise.all(polls)
  const seconds = (performance.now() - startedAt) / 1000
  const cpu = spentCpu(before, readCpu(pids), idle, seconds)
  const each = (name: string) => ((cpu.get(name) ?? 0) * 1000) / polls.length
  const perThousand = (name: string) => `${((each(name) * 1000) / 30 / 10).toFixed(1)} %`
  printTable(`${WAITING_CLIENTS} waiting clients, each asking every ${POLL_EVERY_SEC} s on a new connection`, [
    {
      polls: polls.length,
      'a second': (polls.length / seconds).toFixed(0),
      'CPU ms each: gateway': each('gateway').toFixed(2),
      Postgres: each('postgres').toFixed(2),
      '1,000 clients every 30 s, share of a core: gateway': perThousand('gateway'),
      'Postgres ': perThousand('postgres'),
    },
  ])
}
