import { describe, expect, test } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import type { JsonRecord } from './json-record.ts'
import { normaliseStory } from './normalise-story.ts'
import type { Story } from './story.ts'

const scene = (start: unknown, end: unknown, label = 'scene') => ({ start, end, label })
const line = (start: unknown, end: unknown, text: unknown = '好', speaker: unknown = '林晚') => ({
  start,
  end,
  text,
  speaker,
})
const chapter = (sequence_number: unknown, scenes: unknown, fields: JsonRecord = {}): JsonRecord => ({
  id: `c${sequence_number}`,
  sequence_number,
  name: 'x',
  scenes,
  dialogues: [],
  captions: [],
  highlights: [],
  ...fields,
})
const flat = (...chapters: JsonRecord[]): JsonRecord => ({
  project_id: 'p',
  asset_id: 'asset-7',
  project_name: '旧城',
  global_character_list: ['林晚', { name: '顾砚' }, 'N/A', [], ''],
  chapters: Object.fromEntries(chapters.map((entry, i) => [`key-${i}`, entry])),
})
const read = (raw: unknown): Story => normaliseStory(raw, 'input_file_path')
const linesOf = (story: Story) =>
  Object.fromEntries(story.scenes.map(({ id, dialogues }) => [id, dialogues.map(({ text }) => text)]))

describe('flat chapters', () => {
  test('are numbered in playing order, scenes through all of them', () => {
    const story = read(
      flat(chapter(2, [scene(0, 5, 'c')]), chapter('1', [scene(0, 4.5, 'a'), scene(4.5, 9.0004, 'b')])),
    )
    expect(story).toMatchObject({ format: 'flat', assetId: 'asset-7', name: '旧城' })
    expect(
      story.scenes.map(({ id, name, startMs, endMs, chapterId }) => [id, name, startMs, endMs, chapterId]),
    ).toEqual([
      [1, 'a', 0, 4500, 'c1'],
      [2, 'b', 4500, 9000, 'c1'],
      [3, 'c', 0, 5000, 'c2'],
    ])
  })

  test('give a scene its own fields', () => {
    const full = {
      ...scene(0, 9),
      description: '雨夜',
      mood: 'N',
      scene_type: 'Action',
      location: '码头',
      character_dynamics: '对峙',
    }
    expect(read(flat(chapter(1, [full]))).scenes[0]).toMatchObject({
      text: '雨夜',
      mood: null,
      contentType: 'Action',
      location: '码头',
      dynamics: '对峙',
    })
  })

  test('a list entry that is not a scene still uses up a number', () => {
    const story = read(flat(chapter(1, [scene(0, 1), null, scene(2, 3)])))
    expect(story.scenes.map(({ id }) => id)).toEqual([1, 3])
    expect(story.notes[0]?.path).toBe('chapters["key-0"].scenes[1]')
  })

  test('an event belongs to the scene that holds its start', () => {
    const dialogues = [line(4.999, 7, 'a'), line(5, 6, 'b'), line(0, 1, 'c'), line(10, 11, 'd')]
    const story = read(flat(chapter(1, [scene(0, 5), scene(5, 10)], { dialogues })))
    expect(linesOf(story)).toEqual({ 1: ['c', 'a'], 2: ['b', 'd'] })
    expect(story.scenes[0]?.dialogues[1]).toMatchObject({ startMs: 4999, endMs: 5000 })
  })

  test('of overlapping scenes it belongs to the one that began last and has not ended', () => {
    const dialogues = [line(1, 2, 'outer'), line(4, 5, 'inner'), line(6, 8, 'outer again')]
    expect(linesOf(read(flat(chapter(1, [scene(0, 10), scene(3, 6)], { dialogues }))))).toEqual({
      1: ['outer', 'outer again'],
      2: ['inner'],
    })
  })

  test('between scenes it belongs to the next one if it reaches into it, otherwise to the previous one', () => {
    const dialogues = [line(5.5, 6.5, 'reaches'), line(5.2, 5.6, 'ends'), line(0.1, 0.2, 'early')]
    const story = read(flat(chapter(1, [scene(1, 5), scene(6, 10)], { dialogues })))
    expect(linesOf(story)).toEqual({ 1: ['early', 'ends'], 2: ['reaches'] })
    expect(story.notes.length).toBeGreaterThan(0)
  })

  test('captions and highlights are parsed, those without a start are dropped', () => {
    const fields = {
      captions: [
        { start: 1, end: 2, content: '黎明', category: 'time' },
        { start: null, end: 2, content: 'x' },
      ],
      highlights: [{ start: 1, end: null, description: '她跑了', type: '动作' }, 'x'],
    }
    expect(read(flat(chapter(1, [scene(0, 5)], fields))).scenes[0]).toMatchObject({
      captions: [{ text: '黎明', type: 'time', startMs: 1000, endMs: 2000 }],
      highlights: [{ description: '她跑了', startMs: 1000, endMs: 1000 }],
    })
  })

  test('characters are the speakers, then those that the file lists', () => {
    const dialogues = [line(1, 2, 'a', '秦牧'), line(2, 3, 'b', '')]
    expect(read(flat(chapter(1, [scene(0, 5)], { dialogues }))).characters).toEqual(['秦牧', '林晚', '顾砚'])
  })

  test('chapters may lack ids, numbers and lists, and may be a list themselves', () => {
    const raw = flat(
      chapter(null, [scene(0, 1)]),
      { scenes: null },
      { sequence_number: 4, scenes: [scene(0, 2)], dialogues: 'N' },
    )
    const story = read(raw)
    expect(story.scenes.map(({ id, chapterId, chapterNumber }) => [id, chapterId, chapterNumber])).toEqual([
      [1, 'key-2', 4],
      [2, 'cnull', 5],
    ])
    expect(read({ ...raw, chapters: Object.values(raw.chapters as JsonRecord) }).scenes).toHaveLength(2)
  })
})

test.each([
  [chapter(1, [scene(0, 1), scene(null, 2)]), 'chapters["key-0"].scenes[1].start'],
  [chapter(1, [scene(0, 'late')]), 'chapters["key-0"].scenes[0].end'],
  [chapter(1, [scene(0, 1)], { dialogues: [line('x', 2)] }), 'chapters["key-0"].dialogues[0].start'],
  [chapter('one', [scene(0, 1)]), 'chapters["key-0"].sequence_number'],
  [chapter(1, []), 'chapters'],
])('flat chapters that cannot be repaired (%j) say where', (broken, path) => {
  expect(() => read(flat(broken))).toThrow(AppError)
  expect(() => read(flat(broken))).toThrow(path)
})
