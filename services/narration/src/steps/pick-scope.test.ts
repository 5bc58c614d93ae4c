import { AppError } from '@vss/shared/errors/app-error.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { generateStory } from '@vss/shared/story-generator/generate-story.ts'
import { describe, expect, test } from 'vitest'
import { formatRanges, pickScope } from './pick-scope.ts'

test('neighbours become ranges, in order and without repeats', () => {
  expect(formatRanges([3, 1, 2, 7, 3, 9, 10])).toBe('1–3, 7, 9–10')
  expect(formatRanges([])).toBe('')
})

test('many ranges are cut', () => {
  const text = formatRanges(Array.from({ length: 5000 }, (_, i) => i * 2))
  expect(text).toMatch(/, 38, …$/)
})

const story = normaliseStory(
  generateStory({ seed: 4, format: 'blueprint', lang: 'zh', scenes: 12, chapters: 4, dirty: false }),
  'blueprint_path',
)
const idsOf = (scope: Parameters<typeof pickScope>[1]) => pickScope(story, scope).map(({ id }) => id)

const failure = (scope: Parameters<typeof pickScope>[1]): AppError => {
  try {
    pickScope(story, scope)
  } catch (error) {
    if (error instanceof AppError) return error
  }
  throw new Error('nothing was thrown')
}

describe('pickScope', () => {
  test('full is every scene in storyline order', () => {
    expect(pickScope(story, { type: 'full' })).toEqual(story.scenes)
  })

  test('an episode range counts chapter numbers and includes both ends', () => {
    const ids = idsOf({ type: 'episode_range', value: [2, 3] })
    expect([...ids].sort((a, b) => a - b)).toEqual([4, 5, 6, 7, 8, 9])
    expect(ids).toEqual(story.scenes.map(({ id }) => id).filter((id) => ids.includes(id)))
  })

  test('a range past the last chapter takes the existing chapters', () => {
    expect(idsOf({ type: 'episode_range', value: [4, 900] }).sort((a, b) => a - b)).toEqual([10, 11, 12])
  })

  test('a selection ignores ids that the story lacks', () => {
    expect(idsOf({ type: 'scene_selection', value: [12, 999, 1] }).sort((a, b) => a - b)).toEqual([1, 12])
    expect(idsOf({ type: 'scene_selection', value: ['12', '1'] }).sort((a, b) => a - b)).toEqual([1, 12])
  })

  test('a range without scenes fails and lists the chapters that exist, in both languages', () => {
    const error = failure({ type: 'episode_range', value: [7, 9] })
    expect(error.code).toBe('payload_invalid')
    expect(error.message).toContain('7 to 9')
    expect(error.message).toContain('1–4')
    expect(error.in('zh')).toContain('1–4')
  })

  test('a selection without scenes fails and lists the scenes that exist', () => {
    expect(failure({ type: 'scene_selection', value: [400, 401] }).message).toContain('400–401')
    expect(failure({ type: 'scene_selection', value: [400] }).message).toContain('1–12')
  })
})
