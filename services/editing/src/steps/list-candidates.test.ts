import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { expect, test } from 'vitest'
import { listCandidates } from './list-candidates.ts'

const line = (speaker: string, content: string, start: string, end: string) => ({
  speaker,
  content,
  start_time: `00:00:${start}`,
  end_time: `00:00:${end}`,
})

const storyWith = (scene: object) =>
  normaliseStory(
    {
      project_metadata: { project_name: 'p' },
      chapters: { 1: { id: 1, name: 'c', scene_ids: [1] } },
      scenes: { 1: { id: 1, chapter_id: 1, start_time: '00:00:00.000', end_time: '00:00:20.000', ...scene } },
    },
    'blueprint_path',
  )

const brief = (story: ReturnType<typeof storyWith>, gapSec = 1) =>
  (listCandidates(story, gapSec)[0] ?? []).map(({ type, startMs, endMs }) => [type, startMs, endMs])

test('lines closer than the gap are a group, and the footage between and around them is action', () => {
  const dialogues = [
    line('Ida', 'The tide turns at six.', '02.000', '04.000'),
    line('Tom', 'Then we wait.', '04.900', '06.000'),
    line('Ida', 'Alone.', '07.000', '08.000'),
  ]
  expect(brief(storyWith({ dialogues }))).toEqual([
    ['dialogue_group', 2000, 6000],
    ['dialogue_single', 2000, 4000],
    ['dialogue_single', 4900, 6000],
    ['dialogue_single', 7000, 8000],
    ['action', 0, 2000],
    ['action', 4000, 4900],
    ['action', 6000, 7000],
    ['action', 8000, 20_000],
  ])
  expect(brief(storyWith({ dialogues }), 2)[0]).toEqual(['dialogue_group', 2000, 8000])
})

test('lines are told with their speakers, action by what was seen there', () => {
  const story = storyWith({
    dialogues: [line('Ida', 'Alone.', '07.000', '08.000')],
    highlights: [
      { id: 1, type: 'reveal', description: 'A lamp goes out', start_time: '00:00:10.000', end_time: '00:00:11.000' },
    ],
    inferred_location: 'The pier',
  })
  const contents = (listCandidates(story, 1)[0] ?? []).map(({ type, content }) => [type, content])
  expect(contents).toEqual([
    ['dialogue_single', 'Ida: Alone.'],
    ['highlight', 'A lamp goes out'],
    ['action', 'The pier'],
    ['action', 'A lamp goes out'],
  ])
})

test('a dialogue that ends after its scene is cut at its end, one without length is no candidate', () => {
  const dialogues = [line('A', 'late', '19.000', '25.000'), line('B', 'point', '03.000', '03.000')]
  expect(brief(storyWith({ dialogues }))).toEqual([
    ['dialogue_single', 19_000, 20_000],
    ['action', 0, 19_000],
  ])
})

test('a text of megabytes is told in a line', () => {
  const story = storyWith({ dialogues: [line('A', '很'.repeat(3_000_000), '02.000', '04.000')] })
  expect(listCandidates(story, 1)[0]?.[0]?.content.length).toBeLessThan(500)
})

test('of a scene with more captions than hours of film have, the first thousand count', () => {
  const caption = (content: string, second: string) => ({ content, start_time: '00:00:00.000', end_time: second })
  const unseen = Array.from({ length: 1_000 }, () => caption('unseen', '00:00:00.000'))
  const contentWith = (before: object[]) =>
    listCandidates(storyWith({ captions: [...before, caption('seen', '00:00:09.000')] }), 1)[0]?.[0]?.content
  expect(contentWith(unseen.slice(1))).toBe('seen')
  expect(contentWith(unseen)).not.toBe('seen')
})
