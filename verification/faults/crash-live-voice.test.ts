import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '@vss/shared/local/wait-until.ts'
import { pause } from '@vss/shared/process/pause.ts'
import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWatchedStudio, type WatchedStudio } from '../../harness/open-watched-studio.ts'
import { openCosyVoiceStub } from '../../services/dubbing/src/testing/cosyvoice-stub.ts'
import { speakSamples, toServiceWav } from '../../services/dubbing/src/testing/stub-speech.ts'

const CONCURRENCY = 4
/** A task has five attempts. */
const CRASHES = 4
const SENTENCES = 60
const SEED = 7
const TEMPLATES = new URL('../../conf/dubbing_templates.yaml', import.meta.url)

let studio: WatchedStudio
let voice: Awaited<ReturnType<typeof openCosyVoiceStub>>
let directory: string

/** Settings for the shipped template: a clip of the voice to replicate, and limits so high that no request waits. */
const writeSettings = async () => {
  await mkdir(join(directory, 'voices'))
  await writeFile(join(directory, 'voices/narrator.wav'), toServiceWav(speakSamples('夜里的港口很安静', 1)))
  const templates = (await readFile(TEMPLATES, 'utf8')).replace('# reference: {', 'reference: {')
  await writeFile(join(directory, 'templates.yaml'), templates)
  const limits = 'tiers: { free: [{ provider: aliyun_paieas, model: "*", concurrency: 100 }] }'
  await writeFile(join(directory, 'limits.yaml'), limits)
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vss-live-voice-'))
  voice = await openCosyVoiceStub('token')
  voice.script.latencyMs = 300
  await writeSettings()
  const env = {
    DUBBING_TEMPLATES: join(directory, 'templates.yaml'),
    PROVIDER_LIMITS: join(directory, 'limits.yaml'),
    PAI_EAS_SERVICE_URL: voice.url,
    PAI_EAS_TOKEN: 'token',
    AI_MODE: 'live',
    DUBBING_CONCURRENCY: String(CONCURRENCY),
    LEASE_MS: '3000',
    HEARTBEAT_MS: '1000',
    RECONCILE_MS: '500',
  }
  studio = await openWatchedStudio({ env, workers: ['dubbing'] })
})
afterAll(async () => {
  await studio?.close()
  await voice.close()
  await rm(directory, { recursive: true, force: true })
})

/** Every third sentence takes two requests. */
const sentenceOf = (n: number): string => {
  const start = `第${n}天夜里，港口的钟又慢了一刻，看守没有上楼去拨它`
  return n % 3 === 0 ? `${start}。${`${start}，只在簿子上记下第${n}笔，`.repeat(2)}然后熄了灯。` : `${start}。`
}

test('a worker killed at random moments of a live dubbing pays again for no more than was in flight', async () => {
  const random = makeSeededRandom(SEED)
  const client = studio.edge('A')
  const narration_script = Array.from({ length: SENTENCES }, (_, index) => ({ narration: sentenceOf(index + 1) }))
  const script = Buffer.from(JSON.stringify({ lang: 'zh', narration_script }))
  const id = await client.createTask('GENERATE_DUBBING', {
    input_narration_path: await client.upload('narration.json', script),
    service_params: { template_name: 'chinese_paieas_replication' },
  })
  for (let crash = 0; crash < CRASHES; crash += 1) {
    const enough = voice.billed.length + random.int(2, 16)
    await waitUntil('the next requests', () => voice.billed.length >= enough)
    await pause(random.int(0, 400))
    await studio.stack.services.get('dubbing')?.kill()
    studio.stack.start('dubbing')
  }
  const task = await client.awaitTask(id)
  expect(task).toMatchObject({ status: 'COMPLETED' })
  const paid = voice.billed.length
  const needed = new Set(voice.billed.map(({ text }) => text)).size
  console.info(
    `${CRASHES} crashes: ${paid - needed} of ${needed} requests paid again, at most ${CRASHES * CONCURRENCY}`,
  )
  expect(needed).toBe(SENTENCES + SENTENCES / 3)
  expect(paid - needed).toBeLessThanOrEqual(CRASHES * CONCURRENCY)
  const result = JSON.parse((await client.downloadResult(task)).toString('utf8'))
  expect(result.dubbing_script).toHaveLength(SENTENCES)
  // Every request that may have been paid has a row, also those whose worker was killed.
  const rows = await studio.db
    .selectFrom('vss.provider_call')
    .select(['state', 'step_key'])
    .where('task_id', '=', id)
    .execute()
  expect(rows.length).toBeGreaterThanOrEqual(paid)
  expect(result.ai_total_usage.request_count).toBe(rows.length)
})
