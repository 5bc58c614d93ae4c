import { mkdtempSync } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordEnd, recordIntent } from '@vss/shared/ai/provider-call.ts'
import { acquireLimit } from '@vss/shared/ai/provider-limiter.ts'
import { claimTask } from '@vss/shared/ledger/claim-task.ts'
import { completeTask } from '@vss/shared/ledger/end-task.ts'
import { migrateLedger, migrateSchema } from '@vss/shared/ledger/migrate.ts'
import { type Ledger, openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { submitTask } from '@vss/shared/ledger/submit-task.ts'
import { freePort } from '@vss/shared/local/free-port.ts'
import type { LocalServer } from '@vss/shared/local/local-server.ts'
import { createDatabase, startPostgres } from '@vss/shared/local/start-postgres.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantWorkers, provisionRoles, ROLE_OWNERS, type RoleOwner } from './database-roles.ts'

const passwords = Object.fromEntries(ROLE_OWNERS.map((owner) => [owner, `it's "${owner}" %s`])) as Record<
  RoleOwner,
  string
>
const log = pino({ level: 'silent' })

let folder: string
let server: LocalServer
let adminUrl: string
const open: Ledger[] = []

const as = (user: string, password: string): Ledger['db'] => {
  const url = new URL(adminUrl)
  url.username = user
  url.password = encodeURIComponent(password)
  const ledger = openLedger(url.href, { maxConnections: 2, log })
  open.push(ledger)
  return ledger.db
}
const asService = (owner: RoleOwner) => as(`vss_${owner}`, passwords[owner])

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vss-roles-'))
  await chmod(folder, 0o711)
  server = await startPostgres({
    dataDir: join(folder, 'pg'),
    port: await freePort(),
    logFile: join(folder, 'pg.log'),
    durable: false,
  })
  adminUrl = await createDatabase(server.url, 'vss_roles')
  const admin = as('vss', '')
  // What a managed server gives its customer instead of a superuser.
  await sql`create role owner login createrole`.execute(admin)
  await sql`alter database vss_roles owner to owner`.execute(admin)
  await provisionRoles(as('owner', ''), passwords)
  await provisionRoles(as('owner', ''), passwords)
  await provisionRoles(admin, passwords)
  await migrateLedger(asService('gateway'))
  await grantWorkers(asService('gateway'))
  await migrateSchema(asService('rag'), 'rag', {
    '0001': { up: async (db) => void (await sql`create table rag.note (id int)`.execute(db)) },
  })
})
afterAll(async () => {
  for (const ledger of open) await ledger.close()
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

test('a worker claims and completes a task with the rights it has', async () => {
  const gateway = asService('gateway')
  const tenant = await seedTenant(gateway)
  const payload = { input_narration_path: 'x', service_params: { template_name: 't' } }
  const task = { ...tenant, type: 'GENERATE_DUBBING', payload, locale: 'en', traceparent: null } as const
  const { id } = await submitTask(gateway, task)
  const dubbing = asService('dubbing')
  const claim = await claimTask(dubbing, { id, service: 'dubbing', owner: 'a', leaseMs: 60_000 })
  if (!claim) throw new Error('not claimed')
  const outcome = { message: 'done', outputPath: 'tasks/x.json' }
  expect(await completeTask(dubbing, claim, claim.fence, outcome)).toBe(true)
})

test('a worker accounts for a provider call with the rights it has', async () => {
  const { orgId } = await seedTenant(asService('gateway'))
  const narration = asService('narration')
  const key = { provider: 'p', model: 'm', project: 'x' }
  const limit = { requestsPerMinute: 60, unitsPerMinute: 60, concurrency: 1 }
  expect(await acquireLimit(narration, key, limit, { holder: 'a', orgId, units: 1, slotMs: 1000 })).toBeNull()
  const payer = { orgId, fence: null }
  const limits = { budget: { taskUsd: 1, organizationDayUsd: 1 }, code: 'llm_failed' } as const
  const call = { stepKey: 's', provider: 'p', model: 'm', units: {}, costUsd: 0 }
  await recordEnd(narration, await recordIntent(narration, payer, call, limits), { state: 'unknown' })
})

describe('a worker', () => {
  test.each([
    ['reads an organisation', 'select * from vss.organization'],
    ['reads a key', 'select * from vss.edge_key'],
    ['reads a console user', 'select * from vss.console_user'],
    ['makes a task', `insert into vss.task (org_id) values (gen_random_uuid())`],
    ['deletes a task', 'delete from vss.task'],
    ['deletes an artifact', 'delete from vss.artifact'],
    ['deletes what it paid', 'delete from vss.provider_call'],
    ['keeps takes that are not its own', 'insert into vss.take (input_hash) values (1)'],
    ['keeps the pace of voices that are not its own', 'select * from vss.voice_pace'],
    ['makes a table', 'create table vss.mine (id int)'],
    ['makes a schema', 'create schema mine'],
    ['drops a table', 'drop table vss.task'],
    ['reads the tables of rag', 'select * from rag.note'],
    ['lends itself more rights', 'grant select on vss.edge_key to vss_editing'],
    ['makes a role', 'create role mine'],
    ['takes another role', 'set role vss_gateway'],
    ['reads a file of the server', `select pg_read_file('/etc/passwd')`],
  ])('never %s', async (_what, statement) => {
    await expect(sql.raw(statement).execute(asService('editing'))).rejects.toThrow(/permission denied|must be/)
  })
})

test('rag and the gateway stay out of each other’s schema', async () => {
  await expect(sql`select * from rag.note`.execute(asService('gateway'))).rejects.toThrow(/permission denied/)
  await expect(sql`select * from vss.edge_key`.execute(asService('rag'))).rejects.toThrow(/permission denied/)
  await expect(sql`drop schema vss cascade`.execute(asService('rag'))).rejects.toThrow(/must be owner/)
})
