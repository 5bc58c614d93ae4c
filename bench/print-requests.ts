import { Agent } from 'node:http'
import { pause } from '@vss/shared/process/pause.ts'
import { type EdgeIdentity, makeEdgeClient } from '../harness/edge-client.ts'
import type { Studio } from '../harness/open-studio.ts'
import { englishStory } from '../harness/samples.ts'
import { createEdgeInstance } from '../services/gateway/src/admin/commands/create-edge-instance.ts'
import { type Call, type Load, measureLoad, send } from './measure-load.ts'
import { printTable } from './print-tables.ts'
import { readCpu, spentCpu } from './read-cpu.ts'

const LOAD_SEC = 8
const PARALLEL = 16
/** An Edge asks every 30 s; here every 10 s, so that a bench of seconds sees enough of it. */
const WAITING_CLIENTS = 500
const POLL_EVERY_SEC = 10
const POLL_SEC = 20

const headersOf = ({ instanceId, apiKey }: EdgeIdentity) => ({ 'X-Instance-ID': instanceId, 'X-Api-Key': apiKey })

const multipartOf = (bytes: number): Pick<Call, 'headers' | 'body'> => {
  const head = '--edge\r\nContent-Disposition: form-data; name="file"; filename="story.json"\r\n\r\n'
  const body = Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, ' '), Buffer.from('\r\n--edge--\r\n')])
  return { headers: { 'Content-Type': 'multipart/form-data; boundary=edge' }, body }
}

const makeCalls = async ({ stack, identity }: Studio): Promise<Record<string, Call>> => {
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

/** Calls one after the other as fast as the gateway answers, with no workers that would share the machine. */
export const printRequests = async (studio: Studio, pids: ReadonlyMap<string, number>): Promise<void> => {
  const agent = new Agent({ keepAlive: true, maxSockets: PARALLEL })
  const rows = []
  for (const [name, call] of Object.entries(await makeCalls(studio)))
    rows.push(loadRow(name, await measureLoad(pids, PARALLEL, LOAD_SEC, () => send(agent, call))))
  agent.destroy()
  printTable(`Requests, ${PARALLEL} at a time, no workers running`, rows)
}

/** Clients that wait for a task, as many Edges do at the same time. `idle`: see `measureIdle`. */
export const printPolls = async (
  studio: Studio,
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
  // A connection for each poll: between two of them it would be closed anyway.
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
