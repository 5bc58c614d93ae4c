import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDubbingBench } from '../testing/open-dubbing-bench.ts'
import { saveTake, type TakeCache, touchTake } from './take-cache.ts'

let bench: Awaited<ReturnType<typeof openDubbingBench>>
let cache: TakeCache

beforeAll(async () => {
  bench = await openDubbingBench()
  cache = { db: bench.db, objects: bench.artifacts.objects }
})
afterAll(() => bench.close())

const take = (words: string) => ({ wav: Buffer.from(words), durationMs: 1234 })

test('a cached take is found again, unchanged and under the key of its organisation', async () => {
  const kept = await saveTake(cache, bench.orgId, 'hash-a', take('one'))
  expect(kept).toMatchObject({ durationMs: 1234, sizeBytes: 3 })
  expect(kept.objectKey).toBe(`orgs/${bench.orgId}/cache/takes/hash-a/${kept.sha256}.wav`)
  expect(await touchTake(cache, bench.orgId, 'hash-a')).toEqual(kept)
  expect(await cache.objects.get(kept.objectKey)).toEqual(Buffer.from('one'))
})

test('the first writer wins and every later one gets its take', async () => {
  const first = await saveTake(cache, bench.orgId, 'hash-b', take('first'))
  expect(await saveTake(cache, bench.orgId, 'hash-b', take('second'))).toEqual(first)
})

test('concurrent writers agree on one take', async () => {
  const writers = Array.from({ length: 8 }, (_, n) => saveTake(cache, bench.orgId, 'hash-c', take(`writer ${n}`)))
  const keys = (await Promise.all(writers)).map(({ objectKey }) => objectKey)
  expect(new Set(keys).size).toBe(1)
})

test('a take whose object vanished is not found, and another one takes its place', async () => {
  const lost = await saveTake(cache, bench.orgId, 'hash-d', take('lost'))
  await cache.objects.remove(lost.objectKey)
  expect(await touchTake(cache, bench.orgId, 'hash-d')).toBeNull()
  const found = await saveTake(cache, bench.orgId, 'hash-d', take('found'))
  expect(await cache.objects.get(found.objectKey)).toEqual(Buffer.from('found'))
})

test('a writer that loses against a take whose object vanished takes its place', async () => {
  const lost = await saveTake(cache, bench.orgId, 'hash-e', take('lost'))
  await cache.objects.remove(lost.objectKey)
  const found = await saveTake(cache, bench.orgId, 'hash-e', take('found'))
  expect(await cache.objects.get(found.objectKey)).toEqual(Buffer.from('found'))
})

test('an organisation does not see the takes of another', async () => {
  await saveTake(cache, bench.orgId, 'hash-f', take('ours'))
  const { orgId } = await seedTenant(bench.db)
  expect(await touchTake(cache, orgId, 'hash-f')).toBeNull()
})
