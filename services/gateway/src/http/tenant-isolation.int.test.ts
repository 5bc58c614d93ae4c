import type { RouteOptions } from 'fastify'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { buildApp } from '../app.ts'
import { makeEdgeClient } from '../testing/edge-client.ts'
import { completeWith, failWith } from '../testing/end-task.ts'
import { inventEditingScript } from '../testing/invent-editing-script.ts'
import { useGateway } from '../testing/use-gateway.ts'

type Client = ReturnType<typeof makeEdgeClient>
type Answer = { statusCode: number; body: string; headers: Record<string, unknown> }

/** Two organisations: what one of them owns, and names of the same kind that no one owns. */
type World = { owner: Client; stranger: Client; owned: Names; unknown: Names }
type Names = { open: number; failed: number; completed: number; edited: number; upload: string; result: string }

const EDITED = inventEditingScript({ num: 25, den: 1 }, [
  { narration: 'A boat.', seconds: 1, clips: [{ chapter: '1', from: 0, frames: 25 }] },
])

const { gateway, tenant: ownerTenant, client: owner } = await useGateway()

const makeWorld = async (): Promise<World> => {
  // Ids that occur nowhere else in an answer, so that they can be removed from it.
  await sql`alter table vss.task alter column id restart with 700001`.execute(gateway.db)
  const stranger = makeEdgeClient(gateway, await gateway.addTenant('Stranger'))
  const { orgId } = ownerTenant
  const [open, failed, completed] = [await owner.create(), await owner.create(), await owner.create()]
  await failWith(gateway.db, { orgId, id: failed })
  const result = await completeWith(gateway.db, gateway.deps.artifacts, { orgId, id: completed }, Buffer.from('{}'))
  const edited = await owner.createEditing()
  const script = Buffer.from(JSON.stringify(EDITED))
  await completeWith(gateway.db, gateway.deps.artifacts, { orgId, id: edited }, script)
  return {
    owner,
    stranger,
    owned: { open, failed, completed, edited, result, upload: await owner.upload('{}') },
    unknown: {
      open: 900_001,
      failed: 900_002,
      completed: 900_003,
      edited: 900_004,
      result: 'tasks/900003/r.json',
      upload: 'uploads/none/a.json',
    },
  }
}
const world = await makeWorld()

const download = (client: Client, path: string) =>
  client.call('GET', `/api/v1/files/download/?path=${encodeURIComponent(path)}`)
const askWith = (client: Client, input_file_path: string) =>
  client.call('POST', '/api/v1/tasks/', { task_type: 'CHARACTER_IDENTIFIER', payload: { input_file_path } })

/** How each route is asked for a thing by its name, and the status its owner gets. A test below finds missing routes. */
const PROBES: Record<string, { own: number; ask: (client: Client, names: Names) => Promise<Answer> }[]> = {
  'POST /api/v1/files/upload/': [],
  'GET /api/v1/tasks/': [],
  'GET /api/v1/files/download/': [
    { own: 200, ask: (client, names) => download(client, names.upload) },
    { own: 200, ask: (client, names) => download(client, names.result) },
  ],
  'GET /api/v1/files/tasks/:id/download/': [
    { own: 425, ask: (client, names) => client.call('GET', `/api/v1/files/tasks/${names.open}/download/`) },
    { own: 404, ask: (client, names) => client.call('GET', `/api/v1/files/tasks/${names.failed}/download/`) },
    { own: 200, ask: (client, names) => client.call('GET', `/api/v1/files/tasks/${names.completed}/download/`) },
  ],
  'POST /api/v1/tasks/': [
    { own: 202, ask: (client, names) => askWith(client, names.upload) },
    { own: 202, ask: (client, names) => askWith(client, names.result) },
  ],
  'GET /api/v1/tasks/:id/': [
    { own: 200, ask: (client, names) => client.call('GET', `/api/v1/tasks/${names.open}/`) },
    { own: 200, ask: (client, names) => client.call('GET', `/api/v1/tasks/${names.completed}/`) },
  ],
  'GET /api/v1/tasks/:id/exports/:format/': [
    { own: 409, ask: (client, names) => client.call('GET', `/api/v1/tasks/${names.open}/exports/srt/`) },
    { own: 409, ask: (client, names) => client.call('GET', `/api/v1/tasks/${names.completed}/exports/vtt/`) },
    { own: 200, ask: (client, names) => client.call('GET', `/api/v1/tasks/${names.edited}/exports/edl/`) },
    { own: 400, ask: (client, names) => client.call('GET', `/api/v1/tasks/${names.edited}/exports/avi/`) },
  ],
  'POST /api/v1/tasks/:id/retry/': [
    { own: 202, ask: (client, names) => client.call('POST', `/api/v1/tasks/${names.failed}/retry/`) },
    { own: 409, ask: (client, names) => client.call('POST', `/api/v1/tasks/${names.completed}/retry/`) },
  ],
  'POST /api/v1/tasks/:id/cancel/': [
    { own: 409, ask: (client, names) => client.call('POST', `/api/v1/tasks/${names.completed}/cancel/`) },
    { own: 200, ask: (client, names) => client.call('POST', `/api/v1/tasks/${names.open}/cancel/`) },
  ],
}

const collectRoutes = async (): Promise<string[]> => {
  const app = buildApp(gateway.deps)
  const routes: string[] = []
  app.addHook('onRoute', (route: RouteOptions) => {
    for (const method of [route.method].flat()) routes.push(`${method} ${route.url}`)
  })
  await app.ready()
  await app.close()
  return routes
}

/** An answer without the names: it must be the same for a stranger's thing and for one that does not exist. */
const withoutNames = (body: string, names: Names) =>
  Object.values(names)
    .map(String)
    .sort((a, b) => b.length - a.length)
    .reduce((text, name) => text.replaceAll(name, '<name>'), body)

test('every /api/v1 route of the gateway is probed here', async () => {
  const routes = (await collectRoutes()).filter((route) => route.includes('/api/v1'))
  expect(routes.sort()).toEqual(Object.keys(PROBES).sort())
})

test('no route outside /api/v1 knows a tenant', async () => {
  const routes = (await collectRoutes()).filter((route) => !route.includes('/api/v1') && !route.includes('/api/docs'))
  expect(routes.sort()).toEqual(['GET /healthz', 'GET /readyz'])
})

describe.each(
  Object.entries(PROBES).flatMap(([route, probes]) => probes.map((probe, index) => ({ route, index, ...probe }))),
)('$route ($index)', ({ ask, own }) => {
  test("answers a stranger's request like one for a thing that does not exist, byte for byte", async () => {
    const foreign = await ask(world.stranger, world.owned)
    const unknown = await ask(world.stranger, world.unknown)
    expect(foreign.statusCode).toBe(404)
    expect(withoutNames(foreign.body, world.owned)).toBe(withoutNames(unknown.body, world.unknown))
    const { date: _1, 'content-length': _2, ...foreignHeaders } = foreign.headers
    const { date: _3, 'content-length': _4, ...unknownHeaders } = unknown.headers
    expect(foreignHeaders).toEqual(unknownHeaders)
  })

  test(`answers its owner with ${own}, untouched by the stranger`, async () => {
    expect((await ask(world.owner, world.owned)).statusCode).toBe(own)
  })

  test('refuses a caller without credentials', async () => {
    const anonymous = makeEdgeClient(gateway, { ...ownerTenant, headers: { 'x-instance-id': '', 'x-api-key': '' } })
    const answer = await ask(anonymous, world.owned)
    expect(answer.statusCode).toBe(401)
  })
})

test('a stranger sees an empty list, whatever the filter', async () => {
  for (const query of [
    '',
    '?status=FAILED',
    '?task_type=CHARACTER_IDENTIFIER',
    `?cursor=${world.owned.completed + 1}`,
  ]) {
    expect((await world.stranger.call('GET', `/api/v1/tasks/${query}`)).json()).toEqual({
      items: [],
      next_cursor: null,
    })
  }
  expect((await world.owner.call('GET', '/api/v1/tasks/')).json().items.length).toBeGreaterThan(0)
})

test.each([
  (org: string, path: string) => `../${org}/${path}`,
  (org: string, path: string) => `../../orgs/${org}/${path}`,
  (org: string, path: string) => `/orgs/${org}/${path}`,
  (org: string, path: string) => `%2e%2e/${org}/${path}`,
  (org: string, path: string) => `uploads%2F..%2F..%2F${org}%2F${path}`,
  (org: string, path: string) => `..\\${org}\\${path}`,
  (org: string, path: string) => `s3://vss/orgs/${org}/${path}`,
])("a path that climbs to another organisation's file is refused everywhere (%#)", async (climb) => {
  const path = climb(ownerTenant.orgId, world.owned.upload)
  expect((await download(world.stranger, path)).statusCode).toBe(400)
  expect((await askWith(world.stranger, path)).statusCode).toBe(400)
})

test("a path under the other organisation's own prefix is no file of the caller", async () => {
  const path = `orgs/${ownerTenant.orgId}/${world.owned.upload}`
  expect((await download(world.stranger, path)).statusCode).toBe(404)
  expect((await askWith(world.stranger, path)).statusCode).toBe(404)
})

test('absolute_* keys are refused', async () => {
  const input_file_path = await world.stranger.upload('{}')
  const payload = { input_file_path, absolute_input_file_path: `/data/orgs/${ownerTenant.orgId}` }
  const answer = await world.stranger.call('POST', '/api/v1/tasks/', { task_type: 'CHARACTER_IDENTIFIER', payload })
  expect([answer.statusCode, answer.json().code]).toEqual([400, 1001])
})
