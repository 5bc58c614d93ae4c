import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWatchedStudio, type WatchedStudio } from '../../harness/open-watched-studio.ts'
import { dubbingOf, narrationOf } from '../../harness/samples.ts'
import { writeCountedVoice } from './fault-bench.ts'

const TAKES = 30
const CONCURRENCY = 4
const HEARTBEAT_MS = 1_000

let studio: WatchedStudio
const { path: voicePath, calls } = writeCountedVoice(mkdtempSync(join(tmpdir(), 'vss-voice-')), 0.4)

beforeAll(async () => {
  const env = {
    ESPEAK_PATH: voicePath,
    DUBBING_CONCURRENCY: String(CONCURRENCY),
    LEASE_MS: '4000',
    HEARTBEAT_MS: String(HEARTBEAT_MS),
    RECONCILE_MS: '500',
  }
  studio = await openWatchedStudio({ env, workers: ['dubbing'] })
})
afterAll(() => studio?.close())

const startDubbing = async (sentences: number) => {
  const client = studio.edge('A')
  const path = await client.upload('narration.json', narrationOf(sentences))
  return { client, id: await client.createTask('GENERATE_DUBBING', dubbingOf(path)) }
}

const recordedTakes = async () => (await studio.db.selectFrom('vss.take').select('input_hash').execute()).length

test('a dubbing worker killed in the middle of 30 takes loses the calls in flight and nothing else', async () => {
  const { client, id } = await startDubbing(TAKES)
  await waitUntil('half of the takes', async () => (await recordedTakes()) >= TAKES / 2)
  await studio.stack.services.get('dubbing')?.kill()
  const [recorded, before] = [await recordedTakes(), calls()]
  studio.stack.start('dubbing')
  const task = await client.awaitTask(id)
  expect(task.status).toBe('COMPLETED')
  const row = await studio.db
    .selectFrom('vss.task')
    .select(['attempt', 'lease_epoch'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ attempt: 2, lease_epoch: 2 })
  expect(calls() - before).toBe(TAKES - recorded)
  expect(calls()).toBeLessThanOrEqual(TAKES + CONCURRENCY)
  const script = JSON.parse((await client.downloadResult(task)).toString('utf8'))
  expect(script.dubbing_script).toHaveLength(TAKES)
})

test('a cancelled task starts no new take after the next heartbeat of its worker', async () => {
  const { client, id } = await startDubbing(200)
  const start = calls()
  await waitUntil('the first takes', () => calls() > start + CONCURRENCY)
  const headers = { 'X-Instance-ID': studio.identity.instanceId, 'X-Api-Key': studio.identity.apiKey }
  const cancel = await fetch(`${studio.stack.gatewayUrl}/api/v1/tasks/${id}/cancel/`, { method: 'POST', headers })
  expect(cancel.status).toBe(200)
  expect(await client.getTask(id)).toMatchObject({ status: 'FAILED' })
  let last = calls()
  let quietSince = performance.now()
  await waitUntil('quiet for three heartbeats', () => {
    const now = calls()
    if (now !== last) quietSince = performance.now()
    last = now
    return performance.now() - quietSince > 3 * HEARTBEAT_MS
  })
  expect(last - start).toBeLessThan(100)
})
