import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../errors/app-error.ts'
import { generateStory } from '../story-generator/generate-story.ts'
import { inventPlot } from '../story-generator/invent-plot.ts'
import { isRecord } from './json-record.ts'
import { normaliseStory } from './normalise-story.ts'
import type { Scene, Story } from './story.ts'

const FORMATS = ['blueprint', 'dataset', 'flat'] as const

const options = fc
  .record({
    seed: fc.nat(1_000_000),
    format: fc.constantFrom(...FORMATS),
    lang: fc.constantFrom('zh' as const, 'en' as const),
    chapters: fc.integer({ min: 1, max: 5 }),
    more: fc.nat(20),
  })
  .map(({ more, ...rest }) => ({ ...rest, scenes: rest.chapters + more }))

const eventsOf = ({ dialogues, captions, highlights, cues }: Scene) => [
  ...dialogues,
  ...captions,
  ...highlights,
  ...cues,
]

const expectConsistent = (story: Story): void => {
  expect(story.scenes.map(({ order }) => order)).toEqual(story.scenes.map((_, i) => i))
  expect(new Set(story.scenes.map(({ id }) => id)).size).toBe(story.scenes.length)
  expect(new Set(story.chapters.map(({ id }) => id)).size).toBe(story.chapters.length)
  const chapterOf = new Map(story.chapters.flatMap((chapter) => chapter.sceneIds.map((id) => [id, chapter] as const)))
  expect(chapterOf.size).toBe(story.scenes.length)
  expect(story.chapters.flatMap(({ sceneIds }) => sceneIds)).toHaveLength(story.scenes.length)
  for (const scene of story.scenes) {
    expect(chapterOf.get(scene.id)).toMatchObject({ id: scene.chapterId, number: scene.chapterNumber })
    expect(Number.isSafeInteger(scene.id)).toBe(true)
    expect(Number.isSafeInteger(scene.startMs) && Number.isSafeInteger(scene.endMs)).toBe(true)
    expect(scene.startMs >= 0 && scene.startMs <= scene.endMs).toBe(true)
    for (const { startMs, endMs } of eventsOf(scene)) {
      expect(Number.isSafeInteger(startMs) && Number.isSafeInteger(endMs)).toBe(true)
      expect(scene.startMs <= startMs && startMs <= endMs && endMs <= scene.endMs).toBe(true)
    }
  }
  expect(story.notes.length).toBeLessThanOrEqual(201)
}

describe('normaliseStory on generated stories', () => {
  test('gives the plot of a clean story of any format', () => {
    fc.assert(
      fc.property(options, (made) => {
        const plot = inventPlot(made)
        const story = normaliseStory(generateStory({ ...made, dirty: false }), 'blueprint_path')
        expectConsistent(story)
        expect(story.notes).toEqual([])
        expect(story).toMatchObject({ format: made.format, lang: made.lang, name: plot.name })
        if (made.format !== 'flat') expect(story.scenes.map(({ id }) => id)).toEqual(plot.storyline)
        for (const invented of plot.chapters.flatMap(({ scenes }) => scenes)) {
          const { id, startMs, endMs, location, dynamics, mood, contentType, dialogues } = invented
          const scene = story.scenes.find((read) => read.id === id)
          expect(scene).toMatchObject({ startMs, endMs, location, dynamics, mood, contentType, dialogues })
          if (made.format !== 'flat') expect(scene?.timeline).toBe(invented.timeline)
        }
      }),
      { numRuns: 60 },
    )
  })

  test('parses a dirty story of any format and keeps every scene id', () => {
    fc.assert(
      fc.property(options, (made) => {
        const story = normaliseStory(generateStory({ ...made, dirty: true }), 'blueprint_path')
        expectConsistent(story)
        expect(story.notes.length).toBeGreaterThan(0)
        const ids = story.scenes.map(({ id }) => id).sort((a, b) => a - b)
        expect(ids).toEqual(Array.from({ length: made.scenes }, (_, i) => i + 1))
      }),
      { numRuns: 150 },
    )
  })

  test('parses a story that has been through JSON text', () => {
    const raw = generateStory({ seed: 5, format: 'blueprint', lang: 'zh', scenes: 30, chapters: 4, dirty: true })
    expect(normaliseStory(JSON.parse(JSON.stringify(raw)), 'x')).toEqual(normaliseStory(raw, 'x'))
  })

  test.each(FORMATS)('reads 2,000 scenes with 25,000 lines of the format %s', (format) => {
    const raw = generateStory({ seed: 3, format, lang: 'zh', scenes: 2000, chapters: 80, dirty: true })
    const story = normaliseStory(raw, 'blueprint_path')
    expect(story.scenes).toHaveLength(2000)
    expect(story.scenes.flatMap(({ dialogues }) => dialogues).length).toBeGreaterThan(22_000)
  })
})

type Slot = { parent: Record<string | number, unknown>; key: string | number }

/** Every place in a raw story that holds a value. */
const slotsOf = (root: object): Slot[] => {
  const slots: Slot[] = []
  const left: unknown[] = [root]
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) continue
    const parent = value as Record<string | number, unknown>
    for (const key of Object.keys(parent)) {
      slots.push({ parent, key })
      left.push(parent[key])
    }
  }
  return slots
}

const nested = (depth: number): unknown => {
  let value: unknown = 'x'
  for (let i = 0; i < depth; i += 1) value = i % 2 ? [value] : { value }
  return value
}

const REPLACEMENTS: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => '',
  () => 'N',
  () => -1,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => 0.1,
  () => true,
  () => [],
  () => ({}),
  () => 'x'.repeat(100_000),
  () => nested(20_000),
  () => Array.from({ length: 3000 }, (_, i) => i),
  () => '__proto__',
  () => '00:00:99.000',
]

describe('normaliseStory on ruined stories', () => {
  test('throws only errors that name the file and the field', () => {
    const ruin = fc.record({ at: fc.nat(1_000_000), replacement: fc.nat(REPLACEMENTS.length) })
    const seen = { read: 0, refused: 0 }
    fc.assert(
      fc.property(options, fc.boolean(), fc.array(ruin, { minLength: 1, maxLength: 6 }), (made, dirty, ruins) => {
        const raw = generateStory({ ...made, dirty })
        for (const { at, replacement } of ruins) {
          const slots = slotsOf(raw)
          const slot = slots[at % slots.length]
          const make = REPLACEMENTS[replacement]
          if (!slot) continue
          if (make) slot.parent[slot.key] = make()
          else if (Array.isArray(slot.parent)) slot.parent.splice(Number(slot.key), 1)
          else delete slot.parent[slot.key]
        }
        try {
          expectConsistent(normaliseStory(raw, 'blueprint_path'))
          seen.read += 1
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          expect(error).toMatchObject({
            code: 'payload_invalid',
            params: { key: 'blueprint_path', path: expect.any(String) },
          })
          seen.refused += 1
        }
      }),
      { numRuns: 400 },
    )
    expect(seen.read).toBeGreaterThan(0)
    expect(seen.refused).toBeGreaterThan(0)
  })

  test('parses or refuses any JSON value', () => {
    const part = fc.jsonValue({ maxDepth: 4 })
    const raw = fc.oneof(
      part,
      fc.record({ chapters: part, scenes: part, narrative_timeline: part, project_metadata: part }),
      fc.record({ asset_uuid: part, chapters: part, scenes: part, narrative_storyline: part }),
      fc.record({ chapters: fc.array(fc.record({ sequence_number: part, scenes: part, dialogues: part })) }),
    )
    fc.assert(
      fc.property(raw, (value) => {
        try {
          expectConsistent(normaliseStory(value, 'x'))
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('a file of many faults keeps a bounded number of notes and counts the rest', () => {
    const raw = generateStory({ seed: 1, format: 'blueprint', lang: 'en', scenes: 300, chapters: 1, dirty: false })
    for (const scene of Object.values(isRecord(raw.scenes) ? raw.scenes : {})) if (isRecord(scene)) scene.name = []
    const { notes } = normaliseStory(raw, 'x')
    expect(notes).toHaveLength(201)
    expect(notes.at(-1)).toEqual({ path: '$', problem: 'has 100 more remarks of these kinds' })
  })

  test('fifty thousand chapters with the same number are parsed fast', () => {
    const many = Array.from({ length: 50_000 }, () => ({ id: 1 }))
    const raw = { chapters: many, scenes: { '1': { start_time: 0, end_time: 1 } } }
    expect(normaliseStory(raw, 'x').chapters).toHaveLength(50_000)
  })

  test('a story with too many scenes is refused', () => {
    const scenes = Array.from({ length: 20_001 }, (_, id) => ({ id, start_time: 0, end_time: 1 }))
    expect(() => normaliseStory({ chapters: {}, scenes }, 'blueprint_path')).toThrow(
      'blueprint_path: scenes holds 20001 scenes; one story may have 20000',
    )
  })
})

const samples = new URL('../../../../samples/', import.meta.url)
const sampleFiles = (lang: string, ending: string) =>
  readdirSync(new URL(`${lang}/`, samples)).filter((name) => name.endsWith(ending))

test.each([
  ['zh', '.blueprint.json', 'blueprint'],
  ['en', '.dataset.json', 'dataset'],
] as const)('the sample story in %s is read', (lang, ending, format) => {
  const names = sampleFiles(lang, ending)
  expect(names.length).toBeGreaterThan(0)
  for (const name of names) {
    const raw: unknown = JSON.parse(readFileSync(new URL(`${lang}/${name}`, samples), 'utf8'))
    const story = normaliseStory(raw, 'blueprint_path')
    expectConsistent(story)
    expect(story).toMatchObject({ format, lang })
    expect(isRecord(raw) && isRecord(raw.scenes) && Object.keys(raw.scenes).length).toBe(story.scenes.length)
    expect(story.characters.length).toBeGreaterThan(1)
  }
})
