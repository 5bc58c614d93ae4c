import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verify } from '@node-rs/argon2'
import { afterAll, describe, expect, test } from 'vitest'
import { makeEdgeClient } from '../../testing/edge-client.ts'
import { useGateway } from '../../testing/use-gateway.ts'
import { findOrganization } from '../find-organization.ts'
import { createAdmin } from './create-admin.ts'
import { createEdgeInstance } from './create-edge-instance.ts'
import { createOrganization } from './create-organization.ts'
import { importFile } from './import-file.ts'
import { listInstances, listOrganizations, listRecentTasks } from './list.ts'
import { DEFAULT_RETENTION, sweepUnused } from './retention.ts'
import { rotateKey } from './rotate-key.ts'

const { gateway } = await useGateway()
const folder = await mkdtemp(join(tmpdir(), 'vss-admin-'))
afterAll(() => rm(folder, { recursive: true }))

const callAs = (instanceId: string, apiKey: string) =>
  gateway.app.inject({ url: '/api/v1/tasks/', headers: { 'x-instance-id': instanceId, 'x-api-key': apiKey } })

describe('organisations and instances', () => {
  test('an organisation is created once and found by id or name', async () => {
    const first = await createOrganization(gateway.db, { name: ' 光影 Studio ', attribute: 'PERSONAL' })
    const second = await createOrganization(gateway.db, { name: '光影 Studio' })
    expect(first).toMatchObject({ name: '光影 Studio', created: true })
    expect(second).toEqual({ orgId: first.orgId, name: '光影 Studio', created: false })
    expect(await findOrganization(gateway.db, '光影 Studio')).toBe(first.orgId)
    expect(await findOrganization(gateway.db, first.orgId)).toBe(first.orgId)
    await expect(findOrganization(gateway.db, 'nobody')).rejects.toThrow('There is no organisation "nobody"')
  })

  test('the id and key of a deployed client are imported as they are', async () => {
    const { orgId } = await createOrganization(gateway.db, { name: 'Import' })
    const held = { instanceId: '6F1A2B3C-0000-4000-8000-00000000ABCD', apiKey: '11111111-2222-4333-8444-5555555555FF' }
    await createEdgeInstance(gateway.db, { orgId, name: 'old edge', ...held })
    expect((await callAs(held.instanceId, held.apiKey)).statusCode).toBe(200)
    const again = createEdgeInstance(gateway.db, { orgId, name: 'another name', ...held })
    await expect(again).rejects.toThrow('exists already')
  })

  test.each([
    [{ instanceId: '6f1a2b3c-0000-4000-8000-000000000001' }, 'both its id and its key'],
    [{ instanceId: 'x', apiKey: 'y' }, 'must both be UUIDs'],
  ])('half an import is refused: %j', async (half, words) => {
    const { orgId } = await createOrganization(gateway.db, { name: 'Import' })
    await expect(createEdgeInstance(gateway.db, { orgId, name: 'half', ...half })).rejects.toThrow(words)
  })

  test('keys are kept as hashes alone, and two live at most', async () => {
    const { orgId } = await createOrganization(gateway.db, { name: 'Keys' })
    const { instanceId, apiKey } = await createEdgeInstance(gateway.db, { orgId, name: 'edge' })
    const second = await rotateKey(gateway.db, instanceId, 5)
    const third = await rotateKey(gateway.db, instanceId, 5)
    const rows = await gateway.db.selectFrom('vss.edge_key').selectAll().where('instance_id', '=', instanceId).execute()
    expect(rows).toHaveLength(2)
    expect(JSON.stringify(rows)).not.toContain(third.apiKey)
    expect((await callAs(instanceId, apiKey)).statusCode).toBe(401)
    expect((await callAs(instanceId, second.apiKey)).statusCode).toBe(200)
    expect((await callAs(instanceId, third.apiKey)).statusCode).toBe(200)
    await expect(rotateKey(gateway.db, 'nonsense', 1)).rejects.toThrow('There is no edge instance nonsense')
  })

  test('lists show what there is, keys by their last characters', async () => {
    const tenant = await gateway.addTenant('Listed')
    const id = await makeEdgeClient(gateway, tenant).create()
    const organizations = await listOrganizations(gateway.db)
    expect(organizations.find((row) => row.name === 'Listed')).toMatchObject({ instances: 1, tasks: 1 })
    const [instance] = await listInstances(gateway.db, tenant.orgId)
    expect(instance).toMatchObject({
      organization: 'Listed',
      status: 'ONLINE',
      keys: `…${tenant.headers['x-api-key'].slice(-4)}`,
    })
    expect((await listRecentTasks(gateway.db, { orgId: tenant.orgId, limit: 5 })).map((row) => row.id)).toEqual([id])
  })
})

describe('console users', () => {
  const hashOf = async (username: string) => {
    const query = gateway.db.selectFrom('vss.console_user').select('password_hash').where('username', '=', username)
    return (await query.executeTakeFirstOrThrow()).password_hash
  }

  test('a given password is hashed with argon2id and not shown', async () => {
    const created = await createAdmin(gateway.db, { username: 'ana', password: 'correct horse' })
    expect(created).toEqual({ username: 'ana', role: 'ADMIN', generatedPassword: null, created: true })
    const hash = await hashOf('ana')
    expect(hash).toMatch(/^\$argon2id\$/)
    expect(await verify(hash, 'correct horse')).toBe(true)
  })

  test('a made-up password is shown once; a user who exists keeps theirs', async () => {
    const created = await createAdmin(gateway.db, { username: 'ben', role: 'OWNER' })
    expect(await verify(await hashOf('ben'), created.generatedPassword ?? '')).toBe(true)
    const again = await createAdmin(gateway.db, { username: 'ben', password: 'something else' })
    expect(again).toMatchObject({ created: false, generatedPassword: null })
    expect(await verify(await hashOf('ben'), created.generatedPassword ?? '')).toBe(true)
  })

  test('a short password is refused', async () => {
    await expect(createAdmin(gateway.db, { username: 'cat', password: 'short' })).rejects.toThrow('at least 10')
  })
})

describe('files of the former server', () => {
  test('an imported path can be downloaded and used as an input', async () => {
    const tenant = await gateway.addTenant('Former')
    const client = makeEdgeClient(gateway, tenant)
    const localPath = join(folder, 'blueprint.json')
    await writeFile(localPath, '{"旧":1}')
    const file = { orgId: tenant.orgId, localPath, relativePath: 'tmp/2024/剧本 1.json' }
    expect(await importFile(gateway.db, gateway.objects, file)).toMatchObject({ imported: true })
    expect(await importFile(gateway.db, gateway.objects, file)).toMatchObject({ imported: false })
    const url = `/api/v1/files/download/?path=${encodeURIComponent(file.relativePath)}`
    expect((await client.call('GET', url)).body).toBe('{"旧":1}')
    const payload = { input_file_path: file.relativePath }
    const asked = await client.call('POST', '/api/v1/tasks/', { task_type: 'CHARACTER_IDENTIFIER', payload })
    expect(asked.statusCode).toBe(202)
    await writeFile(localPath, '{"new":1}')
    await expect(importFile(gateway.db, gateway.objects, file)).rejects.toThrow('another file under')
  })

  test.each([
    ['../up.json', 'blueprint.json', 'no relative path'],
    ['tmp/a.json', 'missing.json', 'There is no file'],
    ['tmp/a.json', 'empty.json', 'is empty'],
  ])('%s from %s is refused', async (relativePath, name, words) => {
    const { orgId } = await createOrganization(gateway.db, { name: 'Former 2' })
    await writeFile(join(folder, 'empty.json'), '')
    const imported = importFile(gateway.db, gateway.objects, { orgId, localPath: join(folder, name), relativePath })
    await expect(imported).rejects.toThrow(words)
  })
})

describe('retention', () => {
  test('deletes what was not used for so long, rows and objects, and nothing else', async () => {
    const tenant = await gateway.addTenant('Sweep')
    const client = makeEdgeClient(gateway, tenant)
    const [unused, used] = [await client.upload('{"old":1}'), await client.upload('{"new":1}')]
    const days = (count: number) => new Date(Date.now() - count * 86_400_000)
    const age = (path: string, count: number) =>
      gateway.db
        .updateTable('vss.artifact')
        .set({ last_used_at: days(count) })
        .where('relative_path', '=', path)
        .execute()
    await age(unused, 91)
    await age(used, 89)
    const take = (hash: string, count: number) => ({
      org_id: tenant.orgId,
      input_hash: hash,
      object_key: `orgs/${tenant.orgId}/cache/takes/${hash}.wav`,
      sha256: 'x',
      size_bytes: 10,
      duration_ms: 1,
      last_used_at: days(count),
    })
    await gateway.db
      .insertInto('vss.take')
      .values([take('old', 31), take('young', 29)])
      .execute()
    const direction = (hash: string, count: number) => ({
      org_id: tenant.orgId,
      input_hash: hash,
      direction: 'softly',
      last_used_at: days(count),
    })
    await gateway.db
      .insertInto('vss.direction')
      .values([direction('old', 31), direction('young', 29)])
      .execute()
    const directions = async () =>
      (await gateway.db.selectFrom('vss.direction').select('input_hash').execute()).map((row) => row.input_hash)
    await gateway.objects.put(`orgs/${tenant.orgId}/cache/takes/old.wav`, Buffer.from('0123456789'), 'audio/wav')

    const planned = await sweepUnused(gateway.db, gateway.objects, { ...DEFAULT_RETENTION, dryRun: true })
    expect(planned).toMatchObject({ artifacts: 1, takes: 1, bytes: 19 })
    expect(await gateway.objects.exists(`orgs/${tenant.orgId}/${unused}`)).toBe(true)
    expect(await directions()).toHaveLength(2)

    const swept = await sweepUnused(gateway.db, gateway.objects, DEFAULT_RETENTION)
    expect(swept).toEqual({ artifacts: 1, takes: 1, idempotencyKeys: 0, bytes: 19, failedObjects: 0 })
    expect(await gateway.objects.exists(`orgs/${tenant.orgId}/${unused}`)).toBe(false)
    expect(await gateway.objects.exists(`orgs/${tenant.orgId}/cache/takes/old.wav`)).toBe(false)
    expect((await client.call('GET', `/api/v1/files/download/?path=${encodeURIComponent(used)}`)).statusCode).toBe(200)
    expect(
      (await gateway.db.selectFrom('vss.take').select('input_hash').execute()).map((row) => row.input_hash),
    ).toEqual(['young'])
    expect(await directions()).toEqual(['young'])
    expect(await sweepUnused(gateway.db, gateway.objects, DEFAULT_RETENTION)).toMatchObject({ artifacts: 0, takes: 0 })
  })

  test('counts an object that cannot be deleted, and continues', async () => {
    await gateway.db
      .updateTable('vss.artifact')
      .set({ last_used_at: new Date(0) })
      .execute()
    const broken = { remove: () => Promise.reject(new Error('no')) }
    const swept = await sweepUnused(gateway.db, broken, DEFAULT_RETENTION)
    expect(swept.failedObjects).toBe(swept.artifacts)
    expect(swept.artifacts).toBeGreaterThan(1)
  })
})
