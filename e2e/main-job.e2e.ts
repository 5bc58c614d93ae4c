import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EdgeHttpError, makeEdgeClient } from '../harness/edge-client.ts'
import { openStudio, type Studio } from '../harness/open-studio.ts'
import { runProduction } from '../harness/run-production.ts'
import { chineseStory, englishStory, sampleProduction } from '../harness/samples.ts'

let studio: Studio
const folder = mkdtempSync(join(tmpdir(), 'vss-takes-'))

beforeAll(async () => {
  studio = await openStudio()
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await studio?.close()
})

type Segment = { narration: string; source_scene_ids: number[] }
type Dubbed = Segment & { audio_file_path: string; duration_seconds: number }
type Clip = { scene_id: number; duration: number; start_time: string }
type Entry = { narration: string; narration_audio_path: string; b_roll_clips: Clip[] }

const FILM_MINUTES = 2

/** Format and length of a take as ffprobe reads them, so that the product does not check its own files. */
const probeTake = (wav: Buffer) => {
  const file = join(folder, 'take.wav')
  writeFileSync(file, wav)
  const show = ['-show_entries', 'stream=codec_name,sample_rate,channels,bits_per_sample,duration', '-of', 'json']
  const json = execFileSync('ffprobe', ['-v', 'error', ...show, file], { encoding: 'utf8' })
  const { streams } = JSON.parse(json) as { streams: Record<string, string | number>[] }
  const { duration, ...format } = streams[0] ?? {}
  return { durationSec: Number(duration), format: JSON.stringify(format) }
}

describe.each([
  { generation: 'A', lang: 'zh' },
  { generation: 'B', lang: 'en' },
] as const)('client generation $generation', ({ generation, lang }) => {
  test('uploads a story, asks for its five tasks and downloads what it can render', async () => {
    const seen = new Set<string>()
    const production = sampleProduction(lang, FILM_MINUTES)
    const result = await runProduction(studio.edge(generation), production, (_task, view) => {
      seen.add(view.status)
      if (view.status === 'COMPLETED')
        expect(view.download_url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/files\/tasks\//)
      else expect(view.download_url).toBeNull()
    })
    for (const status of seen) expect(['PENDING', 'RUNNING', 'COMPLETED']).toContain(status)
    expect(result.files.map((file) => file.name.replace(/_[0-9a-f-]{36}\.json$/, ''))).toEqual([
      'character_facts',
      'rag_deployment_report',
      'narration_script',
      'dubbing_script',
      'editing_script',
    ])
    const [facts, report, narration, dubbing, editing] = result.files.map((file) =>
      JSON.parse(file.bytes.toString('utf8')),
    )
    expect(Object.keys(facts.identified_facts_by_character).length).toBeGreaterThan(3)
    expect(report.total_scene_count).toBeGreaterThan(20)

    const segments = narration.narration_script as Segment[]
    const dubbed = dubbing.dubbing_script as Dubbed[]
    const entries = editing.editing_script as Entry[]
    expect(segments.length).toBeGreaterThan(8)
    expect(dubbed.map((item) => item.narration)).toEqual(segments.map((segment) => segment.narration))
    expect(entries.map((entry) => entry.narration)).toEqual(segments.map((segment) => segment.narration))
    expect(entries.map((entry) => entry.narration_audio_path)).toEqual(dubbed.map((item) => item.audio_file_path))

    const formats = result.takes.map((take, index) => {
      const { durationSec, format } = probeTake(take.bytes)
      expect(durationSec).toBeCloseTo(dubbed[index]?.duration_seconds ?? 0, 3)
      return format
    })
    expect(new Set(formats).size).toBe(1)
    expect(new Set(result.takes.map((take) => take.name)).size).toBe(result.takes.length)
    for (const entry of entries) expect(entry.b_roll_clips.length).toBeGreaterThan(0)

    // An Edge gets a result back byte for byte: by either download call, and after it uploaded the file itself.
    const client = studio.edge(generation)
    for (const { path, name, bytes } of result.files) {
      expect((await client.downloadFile(path)).equals(bytes)).toBe(true)
      expect((await client.downloadFile(await client.upload(name, bytes))).equals(bytes)).toBe(true)
    }
  })
})

describe('files', () => {
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

  test('20 MB under a long Chinese name come back byte for byte, for both client generations', async () => {
    const bytes = randomBytes(20 * 1024 * 1024)
    for (const generation of ['A', 'B'] as const) {
      const client = studio.edge(generation)
      const path = await client.upload(`${'第一季完整剧本'.repeat(20)}.json`, bytes)
      expect(path).toMatch(/^[\x21-\x7e]+$/)
      expect(digest(await client.downloadFile(path))).toBe(digest(bytes))
    }
  })

  test('a doubled slash is the same address, never a redirect', async () => {
    const headers = { 'X-Instance-ID': studio.identity.instanceId, 'X-Api-Key': studio.identity.apiKey }
    for (const path of ['//api/v1/tasks/', '/api//v1/tasks', '/api/v1/tasks//']) {
      const response = await fetch(`${studio.stack.gatewayUrl}${path}`, { headers, redirect: 'manual' })
      expect([path, response.status]).toEqual([path, 200])
    }
  })
})

describe('localising', () => {
  test('into the language of the script paces it again; into another language it fails and names the missing setting', async () => {
    const client = studio.edge('A')
    const narration = {
      lang: 'zh',
      narration_script: [{ narration: '清明夜里，焙房起了火。', narration_source: null, source_scene_ids: [17] }],
    }
    const script = await client.upload('narration.json', Buffer.from(JSON.stringify(narration)))
    const story = await client.upload('story.json', chineseStory())
    const localize = async (target: string) => {
      const params = { lang: 'zh', target_lang: target, tolerance_ratio: 0 }
      const payload = { master_script_path: script, blueprint_path: story, service_params: params }
      return client.awaitTask(await client.createTask('LOCALIZE_NARRATION', payload))
    }
    const same = await localize('zh-CN')
    expect(same).toMatchObject({ status: 'COMPLETED', result: { source_lang: 'zh', target_lang: 'zh' } })
    const { narration_script: segments } = JSON.parse((await client.downloadResult(same)).toString('utf8'))
    expect(segments).toMatchObject([
      { narration: '清明夜里，焙房起了火。', narration_source: null, source_scene_ids: [17] },
    ])
    const french = await localize('fr')
    expect(french).toMatchObject({ status: 'FAILED', result: { code: 3002 } })
    expect(french.result?.error).toContain('GOOGLE_API_KEY')
  })
})

describe('tasks that cannot succeed', () => {
  test('a broken story ends FAILED 3004 and names the JSON path; unknown keys are accepted', async () => {
    const client = studio.edge('A')
    const story = JSON.parse(chineseStory().toString('utf8'))
    story.scenes['12'].start_time = 'soon'
    const path = await client.upload('broken.json', Buffer.from(JSON.stringify(story)))
    const id = await client.createTask('CHARACTER_IDENTIFIER', {
      input_file_path: path,
      surprise: { nested: [1, null] },
      output_path: '/somewhere/else.json',
      service_params: { lang: 'zh-CN', extra: true },
    })
    const task = await client.awaitTask(id)
    expect(task).toMatchObject({ status: 'FAILED', download_url: null, result: { code: 3004 } })
    expect(task.result?.error).toContain('scenes["12"].start_time')
    const download = client.downloadResult({
      ...task,
      download_url: `${studio.stack.gatewayUrl}/api/v1/files/tasks/${id}/download/`,
    })
    await expect(download).rejects.toMatchObject({ status: 404 })
  })

  test('a narration without its corpus ends FAILED 3001 and says what to do', async () => {
    const client = studio.edge('B')
    const path = await client.upload('story.json', englishStory())
    const id = await client.createTask('GENERATE_NARRATION', {
      asset_name: 'x',
      asset_id: 'never-deployed',
      blueprint_path: path,
      service_params: { lang: 'en' },
    })
    const task = await client.awaitTask(id)
    expect(task).toMatchObject({ status: 'FAILED', result: { code: 3001 } })
    expect(String(task.result?.error)).toMatch(/never-deployed.*deploy|deploy.*never-deployed/is)
  })

  test('another organisation can use neither the files nor the tasks of the first', async () => {
    const client = studio.edge('A')
    const path = await client.upload('story.json', chineseStory())
    const other = await studio.anotherTenant()
    const stranger = makeEdgeClient(studio.stack.gatewayUrl, other, 'A')
    await expect(stranger.downloadFile(path)).rejects.toBeInstanceOf(EdgeHttpError)
    await expect(stranger.createTask('CHARACTER_IDENTIFIER', { input_file_path: path })).rejects.toMatchObject({
      status: 404,
    })
  })
})
