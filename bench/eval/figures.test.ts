import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { describe, expect, test } from 'vitest'
import { cutDialogueGroups, cutFirstScene, type Sentence } from './film.ts'
import { kendallTau, measureFilm } from './measure-film.ts'
import { measurePrediction } from './measure-prediction.ts'
import { ndcgAt, recallAt } from './measure-retrieval.ts'

const line = (speaker: string, content: string, start: number, end: number) => ({
  speaker,
  content,
  start_time: `00:00:${String(start).padStart(2, '0')}.000`,
  end_time: `00:00:${String(end).padStart(2, '0')}.000`,
})
const scene = (id: number, start: number, end: number, dialogues: object[], highlights: object[] = []) => ({
  id,
  name: `Scene ${id}`,
  chapter_id: 1,
  start_time: `00:00:${String(start).padStart(2, '0')}.000`,
  end_time: `00:00:${String(end).padStart(2, '0')}.000`,
  dialogues,
  highlights,
})

/** Two scenes of ten seconds; the first has two groups of lines, two and one second long. */
const STORY = normaliseStory(
  {
    project_metadata: { project_name: 'Two' },
    chapters: { 1: { id: 1, name: 'One', scene_ids: [1, 2] } },
    scenes: {
      1: scene(1, 0, 10, [line('A', 'One.', 1, 2), line('B', 'Two.', 2, 3), line('A', 'Three.', 6, 7)]),
      2: scene(
        2,
        10,
        20,
        [],
        [{ id: 1, type: 'Reversal', description: 'x', start_time: '00:00:12.000', end_time: '00:00:13.000' }],
      ),
    },
    narrative_timeline: { type: 'linear', sequence: { 1: { narrative_index: 1 }, 2: { narrative_index: 2 } } },
  },
  'story',
)
const RATE = { num: 25, den: 1 }
const sentence = (audioMs: number, ...sceneIds: number[]): Sentence => ({ text: 'x', audioMs, sceneIds })
const clip = (sceneId: number, startMs: number, durationMs: number) => ({ sceneId, startMs, durationMs })

describe('the figures of a film', () => {
  test('a film on the frame grid is locked, and a frame more is not', () => {
    const sentences = [sentence(1000, 1), sentence(1000, 2)]
    const exact = measureFilm([[clip(1, 0, 1000)], [clip(2, 10_000, 1000)]], sentences, STORY, RATE)
    expect(exact).toMatchObject({ lockedShare: 1, driftSec: 0, spillSec: 0, overlapSec: 0, tau: 1, citedShare: 1 })
    const late = measureFilm([[clip(1, 0, 1040)], [clip(2, 10_000, 1000)]], sentences, STORY, RATE)
    expect(late).toMatchObject({ lockedShare: 0, worstLockFrames: 1, driftSec: 0.04 })
  })

  test('footage outside its scene is spill, footage shown twice is overlap, and tau sees the order', () => {
    const sentences = [sentence(4000, 2), sentence(4000, 1)]
    const film = measureFilm([[clip(1, 8000, 4000)], [clip(1, 8000, 1000), clip(1, 0, 3000)]], sentences, STORY, RATE)
    expect(film).toMatchObject({ spillSec: 2, overlapSec: 1, avoidableOverlapSec: 1, citedShare: 0.5 })
    const turned = measureFilm([[clip(2, 10_000, 4000)], [clip(1, 0, 4000)]], sentences, STORY, RATE)
    expect(turned.tau).toBe(-1)
    expect([film.salientByAct[2], turned.salientByAct[1]]).toEqual([null, 1])
  })

  test('an overlap is unavoidable once all footage has been shown', () => {
    const all = [clip(1, 0, 10_000), clip(2, 10_000, 10_000), clip(1, 0, 5000)]
    const film = measureFilm([all], [sentence(25_000, 1, 2)], STORY, RATE)
    expect(film).toMatchObject({ overlapSec: 5, avoidableOverlapSec: 0 })
  })
})

describe('the baselines', () => {
  test('A takes the first cited scene, however long the audio', () => {
    expect(cutFirstScene(STORY, [sentence(12_000, 2, 1)])).toEqual([[clip(2, 10_000, 12_000)]])
  })

  test('B trims the last group, or extends it', () => {
    expect(cutDialogueGroups(STORY, [sentence(2500, 1), sentence(5000, 1), sentence(1500, 2)])).toEqual([
      [clip(1, 1000, 2000), clip(1, 6000, 500)],
      [clip(1, 1000, 2000), clip(1, 6000, 3000)],
      [clip(2, 10_000, 1500)],
    ])
  })
})

test('tau counts pairs and ignores equal values', () => {
  expect(kendallTau([1, 2, 2, 3])).toBe(1)
  expect(kendallTau([3, 2, 1])).toBe(-1)
  expect(kendallTau([1, 3, 2])).toBeCloseTo(1 / 3)
  expect(kendallTau([5, 5])).toBeNull()
})

test('recall counts the scenes that were found, nDCG also their ranks', () => {
  expect(recallAt([9, 1, 8, 2], [1, 2], 3)).toBe(0.5)
  expect(ndcgAt([1, 2], [1, 2], 10)).toBe(1)
  expect(ndcgAt([9, 1], [1], 10)).toBeCloseTo(1 / Math.log2(3))
  expect(ndcgAt([9], [1], 10)).toBe(0)
})

test('predictions for a constantly slower voice are right after calibration on other stories', () => {
  const spoken = (story: string, measuredSec: number) => ({ story, lang: 'en' as const, predictedSec: 1, measuredSec })
  expect(measurePrediction([spoken('a', 1.3), spoken('a', 1.3), spoken('b', 1.3), spoken('b', 1.6)])).toEqual({
    sentences: 4,
    median: 1.3,
    within: 0,
    withinCalibrated: 0.25,
  })
})
