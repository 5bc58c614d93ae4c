import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ListedObject } from '@vss/shared/artifacts/object-store.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeEdgeClient } from '../../testing/edge-client.ts'
import { openTestGateway, type TestGateway, type TestTenant } from '../../testing/open-test-gateway.ts'
import { backupObjects } from './backup-objects.ts'
import { restoreObjects } from './restore-objects.ts'
import { DEFAULT_RETENTION, sweepUnused } from './retention.ts'
import { verifyObjects } from './verify-objects.ts'

let gateway: TestGateway
let tenant: TestTenant
let folder: string

beforeEach(async () => {
  gateway = await openTestGateway()
  tenant = await gateway.addTenant('Backup')
  folder = await mkdtemp(join(tmpdir(), 'vss-backup-'))
})
afterEach(async () => {
  await gateway.close()
  await rm(folder, { recursive: true })
})

const backup = (options: { bySize: boolean } = { bySize: false }) =>
  backupObjects(gateway.db, gateway.objects, folder, options)
const verify = () => verifyObjects(gateway.db, gateway.objects)
const upload = async (text: string) => `orgs/${tenant.orgId}/${await makeEdgeClient(gateway, tenant).upload(text)}`
const listed = async (items: AsyncIterable<ListedObject>): Promise<ListedObject[]> => {
  const all: ListedObject[] = []
  for await (const item of items) all.push(item)
  return all
}
const filesOf = async (path: string): Promise<string[]> =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .toSorted()

const addTake = async (bytes: Buffer) => {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const objectKey = `orgs/${tenant.orgId}/cache/takes/${randomUUID()}/${sha256}.wav`
  await gateway.objects.put(objectKey, bytes, 'audio/wav')
  const row = { org_id: tenant.orgId, input_hash: randomUUID(), object_key: objectKey, sha256 }
  await gateway.db
    .insertInto('vss.take')
    .values({ ...row, size_bytes: bytes.length, duration_ms: 1 })
    .execute()
  return objectKey
}

/** The output of a step that was too large for its row. */
const addStep = async (taskId: number, name: string) => {
  const objectKey = `orgs/${tenant.orgId}/tasks/${taskId}/steps/${name}.json`
  await gateway.objects.put(objectKey, Buffer.from('{"step":1}'), 'application/json')
  const row = { task_id: taskId, step_key: name, input_hash: 'x', output: null, object_key: objectKey, epoch: 1 }
  await gateway.db.insertInto('vss.task_step').values(row).execute()
  return objectKey
}

const fill = async () => {
  const uploaded = await upload('{"a":1}')
  const taskId = await makeEdgeClient(gateway, tenant).create()
  const take = await addTake(Buffer.alloc(100_000, 3))
  const step = await addStep(taskId, 'facts/张三/0')
  const orphan = `orgs/${tenant.orgId}/tasks/9/orphan.bin`
  await gateway.objects.put(orphan, Buffer.alloc(0), 'application/octet-stream')
  return { uploaded, take, step, orphan }
}

describe('backup-objects', () => {
  test('copies every object under its key, and leaves what is there', async () => {
    const keys = await fill()
    const inBucket = await listed(gateway.objects.list())
    const first = await backup()
    expect(first).toMatchObject({ objects: inBucket.length, copied: inBucket.length, skipped: 0, missing: 0 })
    expect(await filesOf(folder)).toEqual(inBucket.map(({ key }) => key).toSorted())
    for (const key of Object.values(keys)) {
      expect(await readFile(join(folder, key))).toEqual(await gateway.objects.get(key))
    }
    const { mtimeMs, ino } = await stat(join(folder, keys.take))
    expect(await backup()).toMatchObject({ objects: inBucket.length, copied: 0, copiedBytes: 0, differing: 0 })
    expect(await stat(join(folder, keys.take))).toMatchObject({ mtimeMs, ino })
  })

  test('a second pass by size takes what came meanwhile', async () => {
    await fill()
    await backup()
    const late = await upload('{"late":true}')
    expect(await backup({ bySize: true })).toMatchObject({ copied: 1, copiedBytes: 13 })
    expect(await readFile(join(folder, late), 'utf8')).toBe('{"late":true}')
  })

  test('a file that was cut off or spoilt is copied again', async () => {
    const { uploaded, take, step } = await fill()
    await backup()
    await truncate(join(folder, take), 10)
    await truncate(join(folder, step), 2)
    await writeFile(join(folder, uploaded), '{"b":1}')
    expect(await backup()).toMatchObject({ copied: 3, differing: 0 })
    expect(await readFile(join(folder, uploaded), 'utf8')).toBe('{"a":1}')
  })

  test('a good file stays when its object is lost, damaged or swept', async () => {
    const { uploaded, take } = await fill()
    await backup()
    await gateway.objects.put(uploaded, Buffer.from('damaged'), 'application/json')
    await gateway.objects.put(take, Buffer.from('short'), 'audio/wav')
    expect(await backup()).toMatchObject({ copied: 0, missing: 0, differing: 0 })
    await sweepUnused(gateway.db, gateway.objects, { ...DEFAULT_RETENTION, artifactDays: -1, takeDays: -1 })
    expect(await backup()).toMatchObject({ copied: 0, missing: 0, differing: 0 })
    expect(await readFile(join(folder, uploaded), 'utf8')).toBe('{"a":1}')
    expect(await readFile(join(folder, take))).toEqual(Buffer.alloc(100_000, 3))
  })

  test('a lost object is counted and does not stop the others; a damaged one is copied and counted', async () => {
    const { uploaded, take, step } = await fill()
    await gateway.objects.remove(uploaded)
    await gateway.objects.put(take, Buffer.from('short'), 'audio/wav')
    expect(await backup()).toMatchObject({ missing: 1, differing: 1 })
    expect(await filesOf(folder)).toContain(step)
    expect(await filesOf(folder)).not.toContain(uploaded)
  })

  test('an object that vanishes between its listing and its copy is left out', async () => {
    const { uploaded } = await fill()
    const list = async function* () {
      yield { key: 'orgs/gone.json', sizeBytes: 3 }
      yield* gateway.objects.list()
    }
    const copied = await backupObjects(gateway.db, { ...gateway.objects, list }, folder, { bySize: true })
    expect(copied).toMatchObject({ objects: 6, copied: 5 })
    expect(await filesOf(folder)).toContain(uploaded)
  })

  test('a store that fails half-way leaves no half file under a key', async () => {
    const { take } = await fill()
    const stream = async (key: string) => {
      const source = await gateway.objects.stream(key)
      if (key === take) source.once('data', () => source.destroy(new Error('the cable was pulled')))
      return source
    }
    const broken = backupObjects(gateway.db, { ...gateway.objects, stream }, folder, { bySize: false })
    await expect(broken).rejects.toThrow('the cable was pulled')
    await expect(stat(join(folder, take))).rejects.toThrow('ENOENT')
    expect(await backup()).toMatchObject({ missing: 0, differing: 0 })
    expect(await filesOf(folder)).toHaveLength(5)
  })

  test.each(['../up.json', 'a/../../up.json', '/etc/x', 'a//b', 'a/./b', 'a\\..\\b', '.partial/x', 'a/'])(
    'the key %j is refused, and nothing is written',
    async (key) => {
      const list = async function* () {
        yield { key, sizeBytes: 1 }
      }
      const odd = backupObjects(gateway.db, { ...gateway.objects, list }, folder, { bySize: true })
      await expect(odd).rejects.toThrow('cannot be kept as a file')
      expect(await filesOf(folder)).toEqual([])
    },
  )
})

describe('restore-objects', () => {
  test('fills an empty bucket, byte for byte, with nothing left to do afterwards', async () => {
    const keys = await fill()
    await backup()
    const other = await openTestObjects()
    try {
      const restored = await restoreObjects(other.objects, folder)
      expect(restored).toEqual({ files: 5, restored: 5, restoredBytes: 100_019, skipped: 0 })
      const sizes = async (objects: TestGateway['objects']) =>
        (await listed(objects.list())).toSorted((a, b) => (a.key < b.key ? -1 : 1))
      expect(await sizes(other.objects)).toEqual(await sizes(gateway.objects))
      expect(await verifyObjects(gateway.db, other.objects)).toEqual({ references: 4, bad: 0, named: [] })
      expect((await other.objects.get(keys.step)).toString()).toBe('{"step":1}')
      expect(await restoreObjects(other.objects, folder)).toMatchObject({ files: 5, restored: 0, skipped: 5 })
    } finally {
      other.close()
    }
  })

  test('tells the store what kind of file each is', async () => {
    const { uploaded, take, orphan } = await fill()
    await backup()
    const types = new Map<string, string>()
    const recording = {
      sizeOf: async () => null,
      putFile: async (key: string, _path: string, _size: number, type: string) => void types.set(key, type),
    }
    await restoreObjects(recording, folder)
    const row = await gateway.db.selectFrom('vss.artifact').select('content_type').executeTakeFirstOrThrow()
    expect(types.get(uploaded)).toBe(row.content_type)
    expect(types.get(take)).toBe('audio/wav')
    expect(types.get(orphan)).toBe('application/octet-stream')
  })

  test('puts back what is missing or cut off, and removes nothing', async () => {
    const { uploaded, take } = await fill()
    await backup()
    await gateway.objects.remove(uploaded)
    await gateway.objects.put(take, Buffer.from('short'), 'audio/wav')
    const newer = await upload('{"newer":1}')
    expect(await restoreObjects(gateway.objects, folder)).toMatchObject({ restored: 2, skipped: 3 })
    expect(await verify()).toMatchObject({ bad: 0 })
    expect(await gateway.objects.exists(newer)).toBe(true)
  })

  test('a folder that is not there is said', async () => {
    await expect(restoreObjects(gateway.objects, join(folder, 'no'))).rejects.toThrow('There is no folder')
  })
})

describe('verify-objects', () => {
  test('names what is missing, cut off or damaged, of every kind of row', async () => {
    const { uploaded, take, step } = await fill()
    const damaged = await upload('{"x":1}')
    expect(await verify()).toEqual({ references: 5, bad: 0, named: [] })
    await gateway.objects.remove(uploaded)
    await gateway.objects.remove(step)
    await gateway.objects.put(take, Buffer.from('short'), 'audio/wav')
    await gateway.objects.put(damaged, Buffer.from('{"x":2}'), 'application/json')
    const { references, bad, named } = await verify()
    expect([references, bad]).toEqual([5, 4])
    expect(new Map(named.map((one) => [one.objectKey, `${one.table}: ${one.problem}`]))).toEqual(
      new Map([
        [uploaded, 'artifact: missing'],
        [step, 'task_step: missing'],
        [take, 'take: has 5 bytes, should have 100000'],
        [damaged, 'artifact: has other bytes than were stored'],
      ]),
    )
  })

  test('reads more rows than a page holds, each once, and names the first twenty', async () => {
    const taskId = await makeEdgeClient(gateway, tenant).create()
    const steps = Array.from({ length: 1_201 }, (_, n) => ({
      task_id: taskId,
      step_key: `step ${n % 7}`,
      input_hash: String(n),
      output: null,
      object_key: `orgs/${tenant.orgId}/tasks/${taskId}/steps/${n}.json`,
      epoch: 1,
    }))
    await gateway.db.insertInto('vss.task_step').values(steps).execute()
    const { references, bad, named } = await verify()
    // And the file that the task was made with.
    expect([references, bad, named.length]).toEqual([1_202, 1_201, 20])
  })
})
