import { editingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { generateStory } from '@vss/shared/story-generator/generate-story.ts'
import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { describe, expect, test } from 'vitest'
import { type Checked, checkEditingScript } from '../testing/check-editing-script.ts'
import { CHALLENGES, FRAME_RATES, inventEditingCase } from '../testing/invent-editing-case.ts'
import { makeWav } from '../testing/make-wav.ts'
import { readRawStory } from '../testing/read-raw-story.ts'
import { type EditingCase, runEditing } from '../testing/run-editing.ts'

/** Thousands of cases by hand: `EDITING_CASES=3000 vitest run services/editing`. */
const CASES_PER_CHALLENGE = Number(process.env.EDITING_CASES ?? 40)

const failureOf = async (input: EditingCase): Promise<AppError> => {
  const error: unknown = await runEditing(input).catch((thrown: unknown) => thrown)
  if (error instanceof AppError) return error
  throw new Error(`it was accepted, or fell: ${error}`)
}

const storyOf = (...seconds: [from: number, to: number][]) => ({
  project_metadata: { project_name: 'p' },
  chapters: { 1: { id: 1, name: 'c', scene_ids: seconds.map((_, at) => at + 1) } },
  scenes: Object.fromEntries(
    seconds.map(([from, to], at) => [
      String(at + 1),
      { id: at + 1, chapter_id: 1, start_time_raw: from, end_time_raw: to, dialogues: [] },
    ]),
  ),
})

const item = (duration_seconds: unknown, source_scene_ids: unknown = [1]) => ({
  narration: 'The tide turns.',
  source_scene_ids,
  audio_file_path: 'tasks/3/audio/0_ab.wav',
  duration_seconds,
})

describe('any film', () => {
  test.each(CHALLENGES)(
    'is cut to the frame: %s',
    { timeout: 60_000 + CASES_PER_CHALLENGE * 500 },
    async (challenge) => {
      for (let seed = 1; seed <= CASES_PER_CHALLENGE; seed++) {
        const { story, dubbing, rate } = inventEditingCase(seed, challenge)
        const input = { story, dubbing, serviceParams: { fps: rate.fps } }
        if (!readRawStory(story).some(({ startMs, endMs }) => endMs - startMs >= 2000 / rate.fps)) {
          await runEditing(input).catch((error: unknown) => expect(error).toMatchObject({ key: 'editing.no_footage' }))
          continue
        }
        const { script } = await runEditing(input)
        const checked = { story, dubbing, editing: script, fps: rate } as Checked
        expect({ seed, wrong: checkEditingScript(checked) }).toEqual({ seed, wrong: [] })
      }
    },
  )

  test.each(['blueprint', 'dataset', 'flat'] as const)('is cut to the frame: a whole %s', async (format) => {
    const story = generateStory({ seed: 11, lang: 'zh', scenes: 60, chapters: 6, format, dirty: false })
    const scenes = readRawStory(story)
    for (const rate of FRAME_RATES) {
      const random = makeSeededRandom(rate.num)
      const dubbing = {
        dubbing_script: Array.from({ length: 40 }, (_, at) => ({
          ...item(random.int(1200, 12_000) / 1000),
          source_scene_ids: random.sample(scenes, random.int(0, 4)).map(({ id }) => id),
          audio_file_path: `a/${at}.wav`,
        })),
      }
      const { script } = await runEditing({ story, dubbing, serviceParams: { fps: rate.fps } })
      expect(editingScript.safeParse(script).error).toBeUndefined()
      expect(checkEditingScript({ story, dubbing, editing: script, fps: rate } as Checked)).toEqual([])
    }
  })

  test('comes out the same for the same input', async () => {
    for (const challenge of CHALLENGES.filter((name) => name !== 'little footage')) {
      const { story, dubbing, rate } = inventEditingCase(4, challenge)
      const once = async () => {
        const { script } = await runEditing({ story, dubbing, serviceParams: { fps: rate.fps } })
        const { generation_date: _, ai_total_usage: __, ...rest } = script
        return JSON.stringify(rest)
      }
      expect(await once()).toBe(await once())
    }
  })
})

test('a row holds the sentence, its audio and clips that say what they show', async () => {
  const story = {
    ...storyOf([0, 20]),
    scenes: {
      1: {
        id: 1,
        chapter_id: 1,
        start_time: '00:00:00.000',
        end_time: '00:00:20.000',
        dialogues: [
          { speaker: 'Ida', content: 'The tide turns at six.', start_time: '00:00:05.000', end_time: '00:00:09.000' },
        ],
      },
    },
  }
  const { script, outcome } = await runEditing({ story, dubbing: { dubbing_script: [item(4)] } })
  expect(script.editing_script).toEqual([
    {
      narration: 'The tide turns.',
      narration_duration: 4,
      narration_audio_path: 'tasks/3/audio/0_ab.wav',
      source_scene_ids: [1],
      b_roll_clips: [
        {
          type: 'dialogue_single',
          is_group: false,
          scene_id: 1,
          chapter_id: '1',
          content: 'Ida: The tide turns at six.',
          start_time: '00:00:05.000',
          end_time: '00:00:09.000',
          duration: 4,
          original_duration: 4,
        },
      ],
      metadata: { frames: 100, borrowed_sec: 0, reused_sec: 0 },
    },
  ])
  expect(script).toMatchObject({
    fps: '25',
    total_sequences: 1,
    ai_total_usage: { model_used: 'offline', cost_usd: 0 },
  })
  expect(outcome.fields).toEqual({ total_sequences: 1, video_seconds: 4, borrowed_seconds: 0, reused_seconds: 0 })
  expect(outcome.message).toContain('all from the cited scenes')
})

test('what is borrowed and shown again is said in the reader’s language', async () => {
  const input = { story: storyOf([0, 4], [4, 6]), dubbing: { dubbing_script: [item(8)] }, locale: 'zh' } as const
  const { outcome } = await runEditing(input)
  expect(outcome.fields).toMatchObject({ video_seconds: 8, reused_seconds: 2 })
  expect(outcome.message).toContain('2.0 秒为重复画面')
})

test('the frame rate is the task’s, else the story’s, else 25', async () => {
  const dubbing = { dubbing_script: [item(4)] }
  const ratesOf = async (story: object, serviceParams = {}) =>
    (await runEditing({ story, dubbing, serviceParams })).script.fps
  const withRate = { ...storyOf([0, 20]), project_metadata: { project_name: 'p', fps: 29.97 } }
  expect(await ratesOf(withRate, { fps: '24000/1001' })).toBe('24000/1001')
  expect(await ratesOf(withRate)).toBe('30000/1001')
  expect(await ratesOf(storyOf([0, 20]))).toBe('25')
})

describe('audio', () => {
  const story = storyOf([0, 60])
  const audio = { 'tasks/3/audio/0_ab.wav': makeWav(22050, 44_101) }

  test.each([undefined, null, 0, -2, 'soon'])(
    'without a positive duration (%s) is measured on its file',
    async (value) => {
      const { script } = await runEditing({ story, audio, dubbing: { dubbing_script: [item(value)] } })
      expect(script.editing_script[0]?.narration_duration).toBeCloseTo(44_101 / 22_050, 8)
      expect(script.editing_script[0]?.metadata.frames).toBe(51)
    },
  )

  test('with a duration needs no file', async () => {
    const { script } = await runEditing({ story, dubbing: { dubbing_script: [item('2.0')] } })
    expect(script.editing_script[0]?.metadata.frames).toBe(50)
  })

  test('that cannot be measured fails the task, naming the sentence and the file', async () => {
    const dubbing = { dubbing_script: [item(2), item(undefined)] }
    const missing = await failureOf({ story, dubbing })
    expect([missing.code, missing.key]).toEqual(['payload_invalid', 'editing.audio_missing'])
    expect(missing.params).toEqual({ index: 1, path: 'tasks/3/audio/0_ab.wav' })
    const mp3 = { 'tasks/3/audio/0_ab.wav': Buffer.from('ID3') }
    expect((await failureOf({ story, dubbing, audio: mp3 })).key).toBe('editing.audio_unmeasurable')
  })

  test('in milliseconds is told from seconds', async () => {
    const error = await failureOf({ story, dubbing: { dubbing_script: [item(4), item(1e9)] } })
    expect([error.key, error.params.index]).toEqual(['editing.film_too_long', 1])
  })
})

describe('bad input', () => {
  test('a story without a frame of footage is refused', async () => {
    const error = await failureOf({ story: storyOf([3, 3], [5, 5.01]), dubbing: { dubbing_script: [item(4)] } })
    expect([error.code, error.key]).toEqual(['payload_invalid', 'editing.no_footage'])
  })

  test.each([
    [{ dubbing_script: [] }, 'dubbing_script'],
    [{ dubbing_script: [{ ...item(4), audio_file_path: null }] }, 'dubbing_script[0].audio_file_path'],
    [{ dubbing_script: [item(4), item(4, ['one'])] }, 'dubbing_script[1].source_scene_ids[0]'],
  ])('a dubbing script is refused with the path of what is wrong', async (dubbing, path) => {
    const error = await failureOf({ story: storyOf([0, 20]), dubbing })
    expect([error.code, error.params.key, error.params.path]).toEqual(['payload_invalid', 'dubbing_script_path', path])
  })

  test('a story with every fault seen in the field is cut all the same', async () => {
    for (const format of ['blueprint', 'dataset', 'flat'] as const) {
      const story = generateStory({ seed: 3, lang: 'en', scenes: 20, chapters: 3, format, dirty: true })
      const { script } = await runEditing({ story, dubbing: { dubbing_script: [item(9, [1, 2]), item(3, null)] } })
      expect(script.editing_script.every(({ b_roll_clips }) => b_roll_clips.length > 0)).toBe(true)
    }
  })
})
