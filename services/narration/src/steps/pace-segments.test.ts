import { segmentMetadata } from '@vss/shared/contracts/files/narration-script.ts'
import { makeScene } from '@vss/shared/testing/test-stories.ts'
import { expect, test } from 'vitest'
import { shortenSegment } from '../language/sentences.ts'
import { type PaceOptions, paceSegments } from './pace-segments.ts'

const scene = (id: number, seconds: number) => makeScene(id, { endMs: seconds * 1000 })

const options = (overrides: Partial<PaceOptions> = {}): PaceOptions => ({
  lang: 'en',
  speakingRate: { rate: 2, replaced: null, voicePace: null },
  overflowTolerance: 0,
  scenes: [scene(1, 10), scene(2, 4)],
  shorten: async (request) => shortenSegment(request),
  hurry: () => false,
  ...overrides,
})

const words = (count: number) => `${Array.from({ length: count }, (_, at) => `word${at}`).join(' ')}.`
const segment = (text: string, sceneIds: number[]) => ({ text, narrationSource: null, sceneIds })

test('the figures of a segment that fits', async () => {
  const [paced] = await paceSegments([segment(words(24), [1, 2])], options())
  expect(paced?.metadata).toEqual({
    text_len: 24,
    count_unit: 'words',
    pred_audio_duration: 12,
    real_visual_duration: 14,
    duration_limit: 14,
    overflow_sec: 0,
    is_overflow: false,
    tolerance_ratio: 0,
    refined: false,
    speaking_rate: 2,
  })
  expect(segmentMetadata.safeParse(paced?.metadata).success).toBe(true)
})

test('the tolerance widens or narrows the limit', async () => {
  const at = async (overflowTolerance: number) =>
    (await paceSegments([segment(words(22), [1])], options({ overflowTolerance, hurry: () => true })))[0]?.metadata
  expect(await at(0.2)).toMatchObject({ duration_limit: 12, is_overflow: false })
  expect(await at(0)).toMatchObject({ duration_limit: 10, overflow_sec: 1, is_overflow: true })
  expect(await at(-0.5)).toMatchObject({ duration_limit: 5, overflow_sec: 6 })
})

test('a segment over its limit is shortened', async () => {
  const text = 'She opens the old door. Behind it stands the man she has been looking for all these years.'
  const [paced] = await paceSegments([segment(text, [2])], options())
  expect(paced?.narration).toBe('She opens the old door.')
  expect(paced?.metadata).toMatchObject({ refined: true, is_overflow: false })
})

test('a segment still too long after two rewrites keeps its shortest text and is marked', async () => {
  const asked: number[] = []
  const answers = [words(15), words(12), words(1)]
  const shorten = async ({ maxUnits }: { maxUnits: number }) => {
    asked.push(maxUnits)
    return answers[asked.length - 1] ?? ''
  }
  const [paced] = await paceSegments([segment(words(20), [2])], options({ shorten }))
  expect(asked).toEqual([8, 8])
  expect(paced?.metadata).toMatchObject({ text_len: 12, is_overflow: true, overflow_sec: 2, refined: true })
  expect(paced?.metadata.validation_error).toContain('2 s longer')
})

test('near the deadline nothing is rewritten', async () => {
  const [paced] = await paceSegments([segment(words(20), [2])], options({ hurry: () => true }))
  expect(paced?.metadata).toMatchObject({ text_len: 20, refined: false, is_overflow: true })
})

test('a segment that cites no known scene is kept and marked', async () => {
  const [paced] = await paceSegments([segment(words(5), [99])], options())
  expect(paced?.narration).toBe(words(5))
  expect(paced?.metadata.validation_error).toContain('cites no scene')
})

test('a replaced rate is recorded in the metadata', async () => {
  const [paced] = await paceSegments(
    [segment(words(5), [1])],
    options({ speakingRate: { rate: 4.2, replaced: 2.5, voicePace: null } }),
  )
  expect(paced?.metadata.speaking_rate_note).toContain('2.5')
})

test('a text that its voice speaks too slowly is shortened, though its units would fit', async () => {
  const speakingRate = { rate: 2, replaced: null, voicePace: 1.5 }
  const [paced] = await paceSegments([segment(`${words(6)} ${words(12)}`, [1])], options({ speakingRate }))
  expect(paced?.metadata).toMatchObject({ refined: true, text_len: 6, is_overflow: false, pred_audio_duration: 3 })
  expect(paced?.metadata.expected_audio_duration).toBeLessThanOrEqual(paced?.metadata.duration_limit ?? 0)
})

test('a requested rate alone decides', async () => {
  const [paced] = await paceSegments([segment(words(20), [1])], options())
  expect(paced?.metadata).toMatchObject({ refined: false, pred_audio_duration: 10 })
  expect(paced?.metadata.expected_audio_duration).toBeUndefined()
})
