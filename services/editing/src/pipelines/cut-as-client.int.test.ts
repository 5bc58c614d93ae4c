import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cutAsClient, filmChapter } from '../testing/cut-as-client.ts'
import { FRAME_RATES } from '../testing/invent-editing-case.ts'
import { makeWav } from '../testing/make-wav.ts'
import { runEditing } from '../testing/run-editing.ts'

const SAMPLE_RATE = 24_000
const CHAPTER_SEC = 40

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vss-cut-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Two chapters of five scenes each, with ends that lie on no frame. */
const story = {
  project_metadata: { project_name: 'p' },
  chapters: {
    1: { id: 1, name: 'a', scene_ids: [1, 2, 3, 4, 5] },
    2: { id: 2, name: 'b', scene_ids: [6, 7, 8, 9, 10] },
  },
  scenes: Object.fromEntries(
    Array.from({ length: 10 }, (_, at) => [
      String(at + 1),
      {
        id: at + 1,
        chapter_id: at < 5 ? 1 : 2,
        start_time_raw: (at % 5) * 7.777 + 0.013,
        end_time_raw: (at % 5) * 7.777 + 7.501,
        dialogues: [],
      },
    ]),
  ),
}

test.each(FRAME_RATES)(
  'a client cuts exactly the frames of the script at $fps fps',
  { timeout: 300_000 },
  async (rate) => {
    const random = makeSeededRandom(rate.num)
    const takes = Array.from({ length: 6 }, () => random.int(SAMPLE_RATE, 6 * SAMPLE_RATE))
    const dubbing = {
      dubbing_script: takes.map((samples, at) => ({
        narration: 'The tide turns.',
        source_scene_ids: [random.int(1, 10), random.int(1, 10)],
        audio_file_path: `${at}.wav`,
        duration_seconds: samples / SAMPLE_RATE,
      })),
    }
    const { script } = await runEditing({ story, dubbing, serviceParams: { fps: rate.fps } })
    const rateText = `${rate.num}/${rate.den}`
    const chapters = {
      1: await filmChapter(folder, 'chapter-1', rateText, CHAPTER_SEC),
      2: await filmChapter(folder, 'chapter-2', rateText, CHAPTER_SEC),
    }
    const audioFiles = await Promise.all(
      takes.map(async (samples, at) => {
        const file = join(folder, `${at}.wav`)
        await writeFile(file, makeWav(SAMPLE_RATE, samples))
        return file
      }),
    )
    const cut = await cutAsClient(folder, script, chapters, audioFiles)
    const clips = script.editing_script.flatMap((entry) => entry.b_roll_clips)
    expect(cut.clipFrames).toEqual(clips.map(({ duration }) => Math.ceil((duration * rate.num) / rate.den - 1e-9)))
    const frames = script.editing_script.reduce((total, { metadata }) => total + Number(metadata.frames), 0)
    expect(cut.filmFrames).toBe(frames)
    const audioSec = takes.reduce((total, samples) => total + samples, 0) / SAMPLE_RATE
    expect(cut.audioSec).toBeCloseTo(audioSec, 4)
    // The picture outlasts the words by less than a frame, so the shorter stream is the audio, and it is whole.
    expect((frames * rate.den) / rate.num - audioSec).toBeGreaterThanOrEqual(0)
    expect((frames * rate.den) / rate.num - audioSec).toBeLessThan(rate.den / rate.num)
    expect(cut.muxedAudioSec).toBeGreaterThanOrEqual(audioSec - 1e-3)
  },
)
