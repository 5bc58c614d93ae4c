import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import { rawBlueprint as blueprint, rawLine as line, rawScene as scene } from '../testing/test-stories.ts'
import { mergeBranches } from './blueprint.ts'
import type { JsonRecord } from './json-record.ts'
import { normaliseStory } from './normalise-story.ts'
import type { Scene, Story } from './story.ts'

const read = (raw: unknown): Story => normaliseStory(raw, 'blueprint_path')
const readScene = (fields: JsonRecord): Scene => {
  const [found] = read(blueprint({ '12': scene(12, fields) })).scenes
  if (!found) throw new Error('no scene')
  return found
}
const problem = (raw: unknown): string => {
  try {
    read(raw)
  } catch (error) {
    if (error instanceof AppError && error.code === 'payload_invalid') return error.message
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a blueprint', () => {
  test('reads as it stands', () => {
    const story = read(blueprint({ '12': scene(12, { inferred_location: '码头', mood_and_atmosphere: '压抑' }) }))
    expect(story).toMatchObject({
      format: 'blueprint',
      assetId: null,
      name: '借来的姓',
      lang: 'zh',
      fps: null,
      characters: ['林晚'],
      notes: [],
      chapters: [{ id: '1', number: 1, name: '第一集', sceneIds: [12] }],
    })
    expect(story.scenes[0]).toMatchObject({
      id: 12,
      chapterId: '1',
      chapterNumber: 1,
      order: 0,
      timeline: 'LINEAR',
      startMs: 10_000,
      endMs: 20_000,
      text: '雨夜',
      location: '码头',
      mood: '压抑',
      dynamics: null,
      dialogues: [{ text: '你来了。', speaker: '林晚', startMs: 11_000, endMs: 12_500 }],
    })
  })

  test.each(['N', 'A', 'N/A', 'none', 'NULL', '无', '', '  ', null, undefined])('%j in a text means none', (word) => {
    expect(readScene({ mood_and_atmosphere: word, name: word })).toMatchObject({ mood: null, name: null })
  })

  test('a word for none may still be a spoken line', () => {
    const dialogues = ['无', '没有', 'None', 'N/A'].map((word) => line(word, '00:00:11.000', '00:00:12.000'))
    expect(readScene({ dialogues }).dialogues.map(({ text }) => text)).toEqual(['无', '没有', 'None'])
  })

  test.each(['', ' ', 'N', 'N/A', null, {}, [[]]])('the speaker %j is none', (speaker) => {
    const story = read(blueprint({ '1': scene(1, { dialogues: [line('谁？', 11, 12, speaker)] }) }))
    expect(story.scenes[0]?.dialogues[0]?.speaker).toBeNull()
    expect(story.characters).toEqual([])
  })

  test('a line that ends after its scene is cut to it, with a note', () => {
    const story = read(blueprint({ '12': scene(12, { dialogues: [line('等等！', '00:00:19.000', '00:00:22.000')] }) }))
    expect(story.scenes[0]?.dialogues[0]).toMatchObject({ startMs: 19_000, endMs: 20_000 })
    expect(story.notes).toEqual([{ path: 'scenes["12"].dialogues[0]', problem: expect.stringContaining('场景') }])
  })

  test('a line wholly outside its scene becomes a point at the nearer end', () => {
    const dialogues = [line('晚了', 30, 31), line('早了', 1, 2)]
    expect(readScene({ dialogues }).dialogues).toMatchObject([
      { text: '早了', startMs: 10_000, endMs: 10_000 },
      { text: '晚了', startMs: 20_000, endMs: 20_000 },
    ])
  })

  test.each([[[]], [null], [undefined], ['N'], [7], [{}]])('dialogues %j are none', (dialogues) => {
    expect(readScene({ dialogues }).dialogues).toEqual([])
  })

  test('a list with invalid members keeps the valid ones', () => {
    const dialogues = [null, 'x', line('好', 11, 12), [[]], 4, line('', 'rubbish', null)]
    expect(readScene({ dialogues }).dialogues).toMatchObject([{ text: '好' }])
  })

  test.each([
    [{ start_time: '00:00:00.000', end_time: '00:00:60.000' }, 0, 60_000],
    [{ start_time: undefined, end_time: undefined, start_time_raw: 10.25, end_time_raw: 20.5001 }, 10_250, 20_500],
    [{ start_time: null, end_time: 'N', start_sec: 1, end_sec: 2 }, 1000, 2000],
    [{ end_time: undefined, duration: 4.5 }, 10_000, 14_500],
    [{ start_time: '00:00:10,250', end_time: '01:05' }, 10_250, 65_000],
    [{ start_time: 3, end_time: '4.5' }, 3000, 4500],
    [{ start_time: 'rubbish', start_time_raw: 2 }, 2000, 20_000],
    [{ start_time: '00:00:20.000', end_time: '00:00:10.000' }, 10_000, 20_000],
    [{ start_time: '00:00:20.000', end_time: '00:00:20.000' }, 20_000, 20_000],
  ])('the time %j is read', (fields, startMs, endMs) => {
    expect(readScene({ ...fields, dialogues: [] })).toMatchObject({ startMs, endMs })
  })

  test('highlights may omit every field, and without a time last as long as the scene', () => {
    const highlights = [
      { id: null, type: '悬疑', description: null, mood: null, start_time: null, end_time: null },
      { type: null, description: null, mood: null, start_time: 11, end_time: 12 },
    ]
    expect(readScene({ highlights }).highlights).toEqual([
      { description: null, type: '悬疑', mood: null, tags: [], startMs: 10_000, endMs: 20_000 },
    ])
  })

  test.each([
    [{ type: 'PAST' }, 'FLASHBACK'],
    [{ type: 'insert_past' }, 'FLASHBACK'],
    [{ type: 'RECALL' }, 'FLASHBACK'],
    [{ type: 'FUTURE' }, 'FLASHFORWARD'],
    ['FORWARD', 'FLASHFORWARD'],
    [{ type: 'PRESENT' }, 'LINEAR'],
    [{ type: 5 }, 'LINEAR'],
    ['N', 'LINEAR'],
    [null, 'LINEAR'],
    [{}, 'LINEAR'],
  ])('the marker %j makes its scene %s', (timeline_marker, timeline) => {
    expect(readScene({ timeline_marker }).timeline).toBe(timeline)
  })

  test('control characters and broken characters are removed from texts', () => {
    expect(readScene({ textual: '\ufeff雨\u0000夜\u202e\ud800\n来\u0007客' }).text).toBe('雨 夜 来 客')
  })

  test('a very long text is cut, with a note, and never within a character', () => {
    const story = read(blueprint({ '12': scene(12, { textual: '𠮷'.repeat(900_000), name: `x${'𠮷'.repeat(500)}` }) }))
    expect(story.scenes[0]?.text).toHaveLength(20_000)
    expect(story.scenes[0]?.name?.isWellFormed()).toBe(true)
    expect(story.notes.map(({ path }) => path)).toEqual(['scenes["12"].name', 'scenes["12"].textual'])
  })

  test('a wrong type in an optional field counts as absent, with a note', () => {
    const story = read(blueprint({ '12': scene(12, { inferred_location: { a: 1 }, captions: 'soon', name: 7 }) }))
    expect(story.scenes[0]).toMatchObject({ location: null, captions: [], name: '7' })
    expect(story.notes.map(({ path }) => path)).toEqual(['scenes["12"].inferred_location', 'scenes["12"].captions'])
  })

  test('the frame rate is found in any of its places', () => {
    expect(read(blueprint({ '1': scene(1) }, { project_metadata: { fps: '30' } })).fps).toBe(30)
    expect(read(blueprint({ '1': scene(1) }, { fps: 23.976 })).fps).toBeCloseTo(24000 / 1001, 9)
    expect(read(blueprint({ '1': scene(1) }, { fps: 'fast' })).fps).toBeNull()
  })
})

describe('a blueprint that cannot be repaired', () => {
  test.each([
    [{ start_time: 'soon' }, 'scenes["12"].start_time', '"soon"'],
    [{ end_time: null }, 'scenes["12"].end_time', 'missing'],
    [{ end_time: 'N/A' }, 'scenes["12"].end_time', '"N/A"'],
    [{ start_time: [] }, 'scenes["12"].start_time', '[…]'],
    [{ start_time: 1e300 }, 'scenes["12"].start_time', '1e+300'],
    [{ dialogues: [line('好', 11, 12), line('好', 'x', 12)] }, 'scenes["12"].dialogues[1].start_time', '"x"'],
    [{ dialogues: [line('好', 11, undefined)] }, 'scenes["12"].dialogues[0].end_time', 'missing'],
  ])('%j: the error names the field', (fields, path, found) => {
    const message = problem(blueprint({ '12': scene(12, fields) }))
    expect(message).toContain('blueprint_path')
    expect(message).toContain(path)
    expect(message).toContain(found)
  })

  test.each(['x', null, 1.5, {}, 1e30])('the id %j under a key that is not an id', (id) => {
    expect(problem(blueprint({ opening: scene(id) }))).toContain('scenes["opening"].id')
  })

  test('a chapter number that is not an integer', () => {
    const raw = blueprint({ '1': scene(1) }, { chapters: { first: { id: 'one', scene_ids: [1] } } })
    expect(problem(raw)).toContain('chapters["first"].id is "one"')
  })

  test.each([null, undefined, 5, 'story', [[]], {}, { a: 1 }])('%j is no story', (raw) => {
    expect(problem(raw)).toContain('not a story')
  })

  test.each([{}, [[]], null, 'N', [[null, 4]], { '1': 'x' }])('scenes %j hold no scene', (scenes) => {
    expect(problem({ ...blueprint({}), scenes })).toContain('scenes holds no scene')
  })
})

const idsOf = (story: Story) => story.scenes.map(({ id }) => id)

describe('the storyline of a blueprint', () => {
  const scenes = Object.fromEntries([1, 2, 3, 4, 5].map((id) => [String(id), scene(id)]))
  const orderOf = (narrative_timeline: unknown) => idsOf(read(blueprint(scenes, { narrative_timeline })))
  const sequence = (...ids: unknown[]) =>
    Object.fromEntries(ids.map((id, i) => [String(id), { narrative_index: (i + 1) * 10 }]))

  test('follows the index; scenes that it omits come last', () => {
    const story = read(blueprint(scenes, { narrative_timeline: { type: 'linear', sequence: sequence(4, 2, 77) } }))
    expect(idsOf(story)).toEqual([4, 2, 1, 3, 5])
    expect(story.notes.map(({ path }) => path)).toContain('scenes["3"]')
  })

  test('a scene with an unreadable index comes last', () => {
    expect(
      orderOf({
        sequence: {
          '5': { narrative_index: '1' },
          '1': { narrative_index: null },
          '2': 2,
          '3': 'x',
          '4': { narrative_index: 3 },
        },
      }),
    ).toEqual([5, 2, 4, 1, 3])
  })

  test.each([null, undefined, 'N', {}, { type: 'linear' }, { sequence: null }, { branches: {} }, 4])(
    'without a storyline (%j) the playing order counts',
    (timeline) => {
      expect(orderOf(timeline)).toEqual([1, 2, 3, 4, 5])
    },
  )

  test('branches are merged, intersections of any shape are accepted', () => {
    const branches = {
      BRANCH_0: { sequence: sequence(1, 3, 5) },
      BRANCH_1: { sequence: sequence(2, 4, 5) },
      BRANCH_2: null,
    }
    for (const intersections of [[], null, [{ scene_id: 5, branches: ['BRANCH_0'] }], 'N'])
      expect(orderOf({ type: 'multi_branch', branches, intersections })).toEqual([1, 3, 2, 4, 5])
  })
})

const counted = (...branches: number[][]) => branches.map((ids) => ids.map((id, i) => ({ id, index: i + 1 })))

describe('mergeBranches', () => {
  test('a single branch keeps its order, each scene at its first place', () => {
    expect(mergeBranches(counted([3, 1, 3, 2]))).toEqual([3, 1, 2])
  })

  test('indexes that count through all branches decide', () => {
    const branches = [
      [
        { id: 1, index: 1 },
        { id: 4, index: 4 },
      ],
      [
        { id: 2, index: 2 },
        { id: 3, index: 3 },
        { id: 4, index: 4 },
      ],
    ]
    expect(mergeBranches(branches)).toEqual([1, 2, 3, 4])
  })

  test('branches with their own indexes follow each other', () => {
    expect(mergeBranches(counted([1, 2], [3, 4]))).toEqual([1, 2, 3, 4])
  })

  test('before a scene in which branches meet, the other branch comes up to it', () => {
    expect(mergeBranches(counted([1, 2, 9, 3], [4, 5, 9, 6]))).toEqual([1, 2, 4, 5, 9, 3, 6])
  })

  test('branches that meet in contradictory order still contain every scene once', () => {
    expect(mergeBranches(counted([1, 8, 9, 2], [3, 9, 8, 4])).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 8, 9])
  })

  test('every scene comes exactly once, whatever the branches', () => {
    const branch = fc.array(fc.record({ id: fc.nat(20), index: fc.nat(6) }), { maxLength: 15 })
    fc.assert(
      fc.property(fc.array(branch, { maxLength: 6 }), (branches) => {
        const sorted = branches.map((steps) => steps.sort((a, b) => a.index - b.index))
        const ids = new Set(sorted.flat().map(({ id }) => id))
        const merged = mergeBranches(sorted)
        expect(merged.length).toBe(ids.size)
        expect(new Set(merged)).toEqual(ids)
      }),
    )
  })

  test('thousands of branches with the same scenes are merged fast', () => {
    const ids = Array.from({ length: 100 }, (_, i) => i)
    const branches = counted(
      ...Array.from({ length: 3000 }, (_, i) => [10_000 + i, ...(i % 2 ? ids : [...ids].reverse())]),
    )
    expect(mergeBranches(branches)).toHaveLength(3100)
  })
})
