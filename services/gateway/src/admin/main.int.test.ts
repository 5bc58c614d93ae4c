import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LOCAL_S3_KEY } from '@vss/shared/local/start-object-store.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { openTestNats } from '@vss/shared/testing/open-test-nats.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { findCaller } from '../auth/authenticate.ts'

// Each command is a process of its own, and a busy machine starts one in seconds.
vi.setConfig({ testTimeout: 240_000 })

const ENTRY = fileURLToPath(new URL('./main.ts', import.meta.url))

type VssRun = { exitCode: number; stdout: string; stderr: string }

/** Runs `vss …` as an operator does, with these settings and no others of ours. */
const runVss = (settings: Record<string, string>, ...words: string[]): Promise<VssRun> =>
  new Promise((resolve) => {
    const env = { PATH: process.env.PATH, ...settings }
    execFile(process.execPath, ['--import', 'tsx', ENTRY, ...words], { env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ exitCode, stdout, stderr })
    })
  })

let ledger: Awaited<ReturnType<typeof openTestLedger>>
let settings: Record<string, string>

beforeAll(async () => {
  ledger = await openTestLedger()
  settings = { DATABASE_URL: ledger.url }
})
afterAll(() => ledger.close())

test('an operator makes a tenant, an instance and a user, and sees them', async () => {
  expect((await runVss(settings, 'migrate')).stdout).toContain('up to date')
  const organization = await runVss(settings, 'create-organization', '光影工作室', '--json')
  const { orgId } = JSON.parse(organization.stdout)
  const created = await runVss(settings, 'create-edge-instance', 'edge-1', '--org', '光影工作室', '--json')
  const edge = JSON.parse(created.stdout)
  expect(await findCaller(ledger.db, edge.instanceId, edge.apiKey)).toEqual({ orgId, instanceId: edge.instanceId })
  const admin = await runVss({ ...settings, VSS_ADMIN_PASSWORD: 'from the environment' }, 'create-admin', 'ana')
  expect(admin.stdout).toContain('ana')
  expect(admin.stdout).not.toContain('from the environment')
  const table = (await runVss(settings, 'list', 'instances')).stdout.split('\n')
  expect(table[0]).toMatch(/^id +organization +name +is_enabled +status/)
  expect(table[2]).toMatch(new RegExp(`^${edge.instanceId} {2}光影工作室 +edge-1 +true +ONLINE`))
})

test.each([
  ['list instances --org nobody', {}, /^There is no organisation "nobody"\./],
  ['list planets', {}, /planets/],
  ['list tasks', { DATABASE_URL: '' }, /DATABASE_URL/],
  ['list tasks', { DATABASE_URL: 'postgres://127.0.0.1:1/x' }, /^The database does not answer/],
])('%s %j fails with one sentence, exit code 1 and no stack', async (words, more, sentence) => {
  const run = await runVss({ ...settings, ...more }, ...words.split(' '))
  expect(run.exitCode).toBe(1)
  expect(run.stderr).toMatch(sentence)
  expect(run.stderr).not.toMatch(/\n\s+at /)
  expect(run.stdout).toBe('')
})

test('provision makes streams, consumers and the bucket, where they are and where they are not', async () => {
  const nats = await openTestNats()
  const store = await openTestObjects()
  try {
    const run = await runVss(
      {
        NATS_URL: nats.url,
        S3_ENDPOINT: inject('s3Endpoint'),
        S3_ACCESS_KEY: LOCAL_S3_KEY,
        S3_SECRET_KEY: LOCAL_S3_KEY,
        S3_BUCKET: `${store.bucket}-new`,
      },
      'provision',
    )
    expect([run.stderr, run.exitCode]).toEqual(['', 0])
    const manager = await nats.connection.jetstreamManager()
    expect((await manager.streams.names().next()).sort()).toEqual(['EVENTS', 'TASKS'])
  } finally {
    store.close()
    await nats.close()
  }
})

test('migrate names what a newer version has done to the database, and works', async () => {
  const newer = { name: '9000-of-tomorrow', timestamp: new Date().toISOString() }
  await sql`insert into vss.kysely_migration (name, timestamp) values (${newer.name}, ${newer.timestamp})`.execute(
    ledger.db,
  )
  const run = await runVss(settings, 'migrate')
  expect([run.stderr, run.exitCode]).toEqual(['', 0])
  expect(run.stdout).toMatch(/newer +9000-of-tomorrow/)
})

test('objects are backed up, verified, lost, missed and restored', async () => {
  const store = await openTestObjects()
  const folder = await mkdtemp(join(tmpdir(), 'vss-backup-'))
  try {
    const all = {
      ...settings,
      S3_ENDPOINT: store.endpoint,
      S3_ACCESS_KEY: LOCAL_S3_KEY,
      S3_SECRET_KEY: LOCAL_S3_KEY,
      S3_BUCKET: store.bucket,
    }
    await runVss(settings, 'create-organization', 'Backup')
    await writeFile(join(folder, 'story.json'), '{"a":1}')
    const imported = await runVss(all, 'import-file', join(folder, 'story.json'), '--org', 'Backup', '--json')
    expect([imported.stderr, imported.exitCode]).toEqual(['', 0])

    const objects = join(folder, 'objects')
    const backedUp = await runVss(all, 'backup-objects', objects, '--json')
    expect(JSON.parse(backedUp.stdout)).toMatchObject({ objects: 1, copied: 1, copiedBytes: 7, skipped: 0 })
    expect((await runVss(all, 'backup-objects', objects, '--by-size')).stdout).toMatch(/skipped +1/)
    expect(await runVss(all, 'verify-objects')).toMatchObject({ exitCode: 0, stderr: '' })

    const row = await ledger.db.selectFrom('vss.artifact').select('object_key').executeTakeFirstOrThrow()
    await store.objects.remove(row.object_key)
    const missed = await runVss(all, 'verify-objects')
    expect(missed.exitCode).toBe(1)
    expect(missed.stderr).toBe(`1 of 1 rows have no good object, these:\n  ${row.object_key} (artifact): missing\n`)

    expect((await runVss(all, 'restore-objects', objects)).stdout).toMatch(/restored +1/)
    expect(await runVss(all, 'verify-objects')).toMatchObject({ exitCode: 0, stderr: '' })
  } finally {
    store.close()
    await rm(folder, { recursive: true })
  }
})
