import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import type { NarrationBrief, ShortenRequest } from '../brief/brief.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import { makeBriefScene, makeStory } from '../testing/make-brief-scene.ts'
import { fitToPlan } from './fit-to-plan.ts'
import type { GroundedSegment } from './ground-segments.ts'

const SCENES = 10
/** One word a second. */
const speakingRate = { rate: 1, replaced: null, voicePace: null }
const words = (count: number) => Array.from({ length: count }, (_, at) => `word${at}`).join(' ')
const segment = (id: number, seconds: number): GroundedSegment => ({
  text: words(seconds),
  sceneIds: [id],
  findings: [],
})

/** `scores[n]` is the relevance of scene n + 1. */
const briefOf = (totalSec: number, scores: readonly number[], footageSec = 20): NarrationBrief => {
  const scenes = scores.map((_, at) => makeScene(at + 1))
  return {
    lang: 'en',
    story: makeStory('en', [], scenes),
    assetName: '',
    scenes: scenes.map((scene, at) => ({ ...makeBriefScene(scene), seconds: footageSec, score: scores[at] ?? 0 })),
    focus: 'general',
    focusPrompt: '',
    style: 'objective',
    stylePrompt: '',
    perspective: 'third_person',
    narrator: null,
    characters: [],
    totalSec,
    speakingRate: 1,
    temperature: null,
  }
}
const rising = Array.from({ length: SCENES }, (_, at) => at)
const even = (seconds: number, count = SCENES) => Array.from({ length: count }, (_, at) => segment(at + 1, seconds))

const obey = ({ maxUnits }: ShortenRequest) => words(maxUnits)
const refuse = ({ text }: ShortenRequest) => text

type Options = { shorten?: (request: ShortenRequest) => string; hurryAfter?: number; keepsLength?: boolean }

const fit = async (segments: GroundedSegment[], brief: NarrationBrief, options: Options = {}) => {
  const asked: ShortenRequest[] = []
  const { shorten = obey, hurryAfter = Number.POSITIVE_INFINITY, keepsLength = false } = options
  const writer: NarrationWriter = {
    model: 'test',
    languages: 'any',
    keepsLength,
    draft: async () => [],
    shorten: async (request) => shorten(asked[asked.push(request) - 1] ?? request),
    rewrite: null,
  }
  const run = { signal: new AbortController().signal, hurry: () => asked.length >= hurryAfter }
  const fitted = await fitToPlan(segments, brief, speakingRate, writer, run)
  const lengths = fitted.segments.map(({ text }) => text.split(' ').length)
  return { ...fitted, asked, lengths, ids: fitted.segments.flatMap(({ sceneIds }) => sceneIds) }
}

test('a draft of up to a tenth more than planned is left alone', async () => {
  const { segments, asked, cut } = await fit(even(11), briefOf(100, rising))
  expect(segments).toEqual(even(11))
  expect([asked, cut]).toEqual([[], null])
})

test('a writer that keeps its length is never cut', async () => {
  const { segments, asked, cut } = await fit(even(30), briefOf(100, rising), { keepsLength: true })
  expect(segments).toEqual(even(30))
  expect([asked, cut]).toEqual([[], null])
})

test('the longest are shortened to a common length, and the others stay as they are', async () => {
  const segments = [...even(8, 8), segment(9, 40), segment(10, 60)]
  const { lengths, asked, cut, segments: told } = await fit(segments, briefOf(100, rising))
  expect(lengths).toEqual([8, 8, 8, 8, 8, 8, 8, 8, 18, 18])
  expect(asked.map(({ maxUnits }) => maxUnits)).toEqual([18, 18])
  expect(cut).toEqual({ draftedSec: 164, shortened: 2, leftOut: 0 })
  expect(told[8]?.findings).toEqual([{ check: 'length', outcome: 'shortened' }])
  expect(told[0]?.findings).toEqual([])
})

test('segments that cannot be shortened are left out, least relevant first, but never the first or the last', async () => {
  const scores = [0, 5, 1, 6, 2, 7, 3, 8, 4, 0]
  const { ids, asked, cut } = await fit(even(20), briefOf(100, scores), { shorten: refuse })
  expect(ids).toEqual([1, 4, 6, 8, 10])
  expect(asked.length).toBeLessThanOrEqual(SCENES)
  expect(cut).toEqual({ draftedSec: 200, shortened: 0, leftOut: 5 })
})

test('a segment is as relevant as its most relevant scene', async () => {
  const segments = even(20).map((each) => (each.sceneIds[0] === 3 ? { ...each, sceneIds: [3, 8] } : each))
  const { ids } = await fit(segments, briefOf(80, [0, 5, 1, 6, 2, 7, 3, 8, 4, 0]), { shorten: refuse })
  expect(ids).toEqual([1, 3, 8, 8, 10])
})

test('no rewrite is paid for a segment that could not stay however short the rest is', async () => {
  const { asked, lengths, cut } = await fit(even(100), briefOf(30, rising))
  expect(asked).toHaveLength(5)
  expect(lengths).toEqual([6, 6, 6, 6, 6])
  expect(cut).toEqual({ draftedSec: 1000, shortened: 5, leftOut: 5 })
})

test('an act of the story keeps its best segment as long as others can go', async () => {
  const scores = Array.from({ length: 12 }, (_, at) => (at >= 4 && at < 8 ? at / 100 : 1))
  // Nine minutes are three acts of four scenes; the middle one matters least.
  const brief = briefOf(540, scores, 60)
  const { ids } = await fit(even(100, 12), brief, { hurryAfter: 0 })
  expect(ids.filter((id) => id > 4 && id <= 8)).toEqual([8])
  expect(ids).toHaveLength(5)
})

test('with nothing but the first and the last there is nothing to leave out', async () => {
  const { ids, cut } = await fit(even(50, 2), briefOf(20, [1, 1]), { shorten: refuse })
  expect(ids).toEqual([1, 2])
  expect(cut).toEqual({ draftedSec: 100, shortened: 0, leftOut: 0 })
})

test('near the deadline nothing is rewritten: segments are left out', async () => {
  const { asked, ids } = await fit(even(20), briefOf(100, rising), { hurryAfter: 0 })
  expect(asked).toEqual([])
  expect(ids).toEqual([1, 7, 8, 9, 10])
})

test('when the deadline comes near meanwhile, the rest stays as it is', async () => {
  const { asked, cut } = await fit(even(14), briefOf(100, rising), { hurryAfter: 4 })
  expect(asked).toHaveLength(4)
  expect(cut).toEqual({ draftedSec: 140, shortened: 2, leftOut: 2 })
})

test('an answer that is blank or not shorter is discarded', async () => {
  const answers = [' ', words(300)]
  const { lengths, cut } = await fit([segment(1, 60), segment(2, 60)], briefOf(100, [1, 1]), {
    shorten: () => answers.pop() ?? '',
  })
  expect(lengths).toEqual([60, 60])
  expect(cut?.shortened).toBe(0)
})
