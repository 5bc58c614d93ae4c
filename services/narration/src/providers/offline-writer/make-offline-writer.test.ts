import { NARRATION_STYLES, NARRATIVE_FOCUSES } from '@vss/shared/contracts/narration-control.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { generateStory } from '@vss/shared/story-generator/generate-story.ts'
import { describe, expect, test } from 'vitest'
import { countUnits } from '../../language/count-units.ts'
import { splitSentences } from '../../language/sentences.ts'
import { type Preview, previewNarration } from '../../pipelines/preview-narration.ts'
import { sampleStory } from '../../testing/sample-story.ts'

const PROMPTS = {
  style: 'plain, like a friend / 像朋友聊天一样',
  narrative_focus: 'the father and the truth / 父亲的真相',
}

const normal = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const quotedUnits = (text: string, lang: string) =>
  (text.match(/“[^”]*”/g) ?? []).reduce((sum, quote) => sum + countUnits(quote, lang), 0)

/** What holds for every narration, whatever the story. */
const expectSound = (story: Story, { segments, spokenSec, plannedSec }: Preview) => {
  const ids = new Set(story.scenes.map((scene) => scene.id))
  const sentences = segments.flatMap((segment) => splitSentences(segment.text, story.lang)).map(normal)
  const repeated = sentences.filter((sentence, at) => sentences.indexOf(sentence) !== at)
  const starts = segments.map((segment) => segment.text.toLowerCase().slice(0, 4))
  const text = segments.map((segment) => segment.text).join('\n')
  expect(segments.length).toBeGreaterThan(0)
  expect(repeated).toEqual([])
  expect(starts.filter((start, at) => start === starts[at + 1])).toEqual([])
  expect(segments.filter(({ sceneIds }) => sceneIds.length === 0 || !sceneIds.every((id) => ids.has(id)))).toEqual([])
  expect(text).not.toMatch(/[()（）[\]【】{}<>《》#*_~`|]/)
  expect(text).not.toMatch(/\b(?:null|undefined|NaN|N\/A)\b/)
  expect(text).not.toMatch(/[，。；：、]{2}|[!?.,;:]\s*[,;:]|\s{2}|(?<!\p{L})\.(?!\d)\S|^[，。,.]/mu)
  expect(quotedUnits(text, story.lang)).toBeLessThanOrEqual(0.3 * countUnits(text, story.lang))
  expect(spokenSec).toBeLessThanOrEqual(plannedSec * 1.001)
}

const sharedShare = (told: Preview, other: Preview) => {
  const texts = new Set(other.segments.map((segment) => segment.text))
  return told.segments.filter((segment) => texts.has(segment.text)).length / told.segments.length
}

describe.each(['zh', 'en'] as const)('a sample story in %s', (lang) => {
  const story = sampleStory(lang)
  const known = new Map<string, Promise<Preview>>()
  const objectively = (control: { narrative_focus: string; target_duration_minutes: number }) => {
    const key = `${control.narrative_focus} ${control.target_duration_minutes}`
    const told = known.get(key) ?? previewNarration(story, { ...control, style: 'objective' })
    known.set(key, told)
    return told
  }

  test.each(NARRATION_STYLES.flatMap((style) => [3, 6, 12].map((minutes) => [style, minutes] as const)))(
    'told in the style %s for %s minutes keeps every rule with every focus',
    { timeout: 60_000 },
    async (style, minutes) => {
      for (const focus of NARRATIVE_FOCUSES) {
        const control = { style, narrative_focus: focus, custom_prompts: PROMPTS, target_duration_minutes: minutes }
        const told = await previewNarration(story, control)
        expectSound(story, told)
        expect(told.spokenSec).toBeGreaterThanOrEqual(told.plannedSec * 0.9)
        if (style === 'objective') continue
        const objective = await objectively(control)
        expect(sharedShare(told, objective)).toBeLessThan(0.7)
      }
    },
  )

  test.each([1, 3, 12, 30])('fills %s minutes or what its footage carries', async (minutes) => {
    const told = await previewNarration(story, { target_duration_minutes: minutes })
    expectSound(story, told)
    expect(told.spokenSec).toBeGreaterThanOrEqual(told.plannedSec * 0.9)
  })

  test('spends no more seconds on a scene than it has footage', async () => {
    const { segments } = await previewNarration(story, {})
    const rate = lang === 'zh' ? 4.2 : 2.5
    for (const scene of story.scenes) {
      const own = segments.filter((segment) => segment.sceneIds.includes(scene.id))
      const spoken = own.reduce((sum, segment) => sum + countUnits(segment.text, lang), 0) / rate
      expect(spoken).toBeLessThanOrEqual((scene.endMs - scene.startMs) / 1000)
    }
  })

  test('is the same text every time', async () => {
    const control = { style: 'suspense', target_duration_minutes: 4 }
    expect(await previewNarration(story, control)).toEqual(await previewNarration(story, control))
  })

  test('tells other scenes or other things for each focus', async () => {
    const told = await Promise.all(
      NARRATIVE_FOCUSES.slice(0, 6).map((focus) =>
        previewNarration(story, { narrative_focus: focus, target_duration_minutes: 2 }),
      ),
    )
    const scenes = told.map(({ segments }) => [...new Set(segments.flatMap((segment) => segment.sceneIds))].join())
    expect(new Set(scenes).size).toBe(6)
  })

  test('follows the people it is asked to follow', async () => {
    const name = lang === 'zh' ? '贺婉宁' : 'Lydia'
    const share = ({ segments }: Preview) =>
      segments.filter((segment) => segment.text.includes(name)).length / segments.length
    const all = await previewNarration(story, { target_duration_minutes: 3 })
    const hers = await previewNarration(story, {
      target_duration_minutes: 3,
      character_focus: { mode: 'specific', characters: [name] },
    })
    expect(share(hers)).toBeGreaterThan(share(all))
  })

  test('reads a prompt as words, never as a template', async () => {
    const prompt = '{asset_name} {speaker} {{7*7}} %s 幽默 funny'
    const told = await previewNarration(story, {
      style: 'custom',
      narrative_focus: 'custom',
      custom_prompts: { style: prompt, narrative_focus: prompt },
      target_duration_minutes: 2,
    })
    expectSound(story, told)
    expect(told.segments.map((segment) => segment.text).join()).not.toMatch(/49|%s|7\*7/)
  })
})

describe('first person', () => {
  test.each([
    ['zh', '沈知夏', /我/],
    ['zh', '顾言舟', /我/],
    ['en', 'Dinah', /\b(?:I|me|my)\b/],
    ['en', 'Ewan', /\b(?:I|me|my)\b/],
  ] as const)('in %s %s speaks as "I" and is never named', async (lang, name, me) => {
    const story = sampleStory(lang)
    for (const minutes of [4, 12]) {
      const told = await previewNarration(story, {
        perspective: 'first_person',
        perspective_character: name,
        target_duration_minutes: minutes,
      })
      expectSound(story, told)
      const own = told.segments.map((segment) => segment.text.replace(/“[^”]*”/g, ''))
      expect(own.filter((text) => text.includes(name))).toEqual([])
      expect(own.filter((text) => me.test(text)).length).toBeGreaterThan(own.length * 0.4)
      const verbs = [...own.join(' ').matchAll(/\bI ([a-z]+s)\b/g)].map((match) => match[1] ?? '')
      expect(verbs.filter((verb) => !/^(?:was|always|sometimes|perhaps|cross|press|pass|kiss)$/.test(verb))).toEqual([])
    }
  })

  test('what the narrator did not witness is told as hearsay', async () => {
    const story = sampleStory('en')
    const { segments } = await previewNarration(story, { perspective: 'first_person', perspective_character: 'Jory' })
    const seen = new Set(
      story.scenes.filter((scene) => JSON.stringify(scene).includes('Jory')).map((scene) => scene.id),
    )
    const unseen = segments.filter((segment) => !seen.has(segment.sceneIds[0] ?? 0))
    const opening = /^(?:I only learned of this later|I was not there|As I heard it)/
    const firsts = unseen.filter((segment, at) => unseen[at - 1]?.sceneIds[0] !== segment.sceneIds[0])
    expect(firsts.length).toBeGreaterThan(0)
    expect(firsts.filter((segment) => !opening.test(segment.text))).toEqual([])
  })
})

describe('a flashback', () => {
  test.each([
    ['zh', /十八年前|时间回到|往事/],
    ['en', /Going back|eleven years ago|An earlier day|In the past|This happened/i],
  ] as const)('in %s is told as one', async (lang, words) => {
    const story = sampleStory(lang)
    const { segments } = await previewNarration(story, {})
    const back = story.scenes.filter((scene) => scene.timeline === 'FLASHBACK').map((scene) => scene.id)
    const firsts = back.map((id) => segments.find((segment) => segment.sceneIds.includes(id))?.text ?? '')
    expect(back.length).toBeGreaterThan(0)
    expect(firsts.filter((text) => !words.test(text))).toEqual([])
  })
})

describe('stories nobody has read before', () => {
  test.each(
    (['blueprint', 'dataset', 'flat'] as const).flatMap((format) =>
      (['zh', 'en'] as const).flatMap((lang) => [true, false].map((dirty) => [format, lang, dirty] as const)),
    ),
  )('%s in %s, dirty: %s', async (format, lang, dirty) => {
    for (const seed of [1, 2, 3]) {
      const raw = generateStory({ seed, format, lang, dirty, chapters: 3, scenes: 24 } as Parameters<
        typeof generateStory
      >[0])
      const story = normaliseStory(raw, 'generated')
      const told = await previewNarration(story, { style: 'sarcastic', target_duration_minutes: 3 })
      expectSound(story, told)
    }
  })

  test('a story that has only labels is told in whole sentences', async () => {
    const scene = (id: number, mood: string, dynamics: string) => ({
      id,
      name: 'N',
      start_time: `00:0${id}:00.000`,
      end_time: `00:0${id}:40.000`,
      chapter_id: 1,
      inferred_location: 'Kitchen',
      character_dynamics: dynamics,
      mood_and_atmosphere: mood,
      highlights: [],
      captions: [],
      dialogues: [
        {
          speaker: 'Mara',
          content: 'I never wanted this house.',
          start_time: `00:0${id}:02.000`,
          end_time: `00:0${id}:05.000`,
        },
        {
          speaker: 'Tom',
          content: `You said that ${id} years ago.`,
          start_time: `00:0${id}:06.000`,
          end_time: `00:0${id}:09.000`,
        },
      ],
    })
    const story = normaliseStory(
      {
        project_metadata: { project_name: 'N/A' },
        chapters: { 1: { id: 1, name: 'One', scene_ids: [1, 2] } },
        scenes: { 1: scene(1, 'tense, sad', 'Confrontation'), 2: scene(2, 'N', 'quiet distrust') },
        narrative_timeline: { type: 'linear', sequence: {} },
      },
      'labels',
    )
    const told = await previewNarration(story, {})
    expectSound(story, told)
    const text = told.segments.map((segment) => segment.text).join(' ')
    expect(text).toContain('tense and sad')
    expect(text).toMatch(/between Mara and Tom|Between Mara and Tom/)
  })

  test('names with hyphens, dots and other marks are recognised', async () => {
    const names = ['Jean-Luc', 'Dr. Quill', "O'Hara", 'A+ (star)', '[x]']
    const scenes = Object.fromEntries(
      names.map((speaker, at) => [
        at + 1,
        {
          id: at + 1,
          start_time: `00:0${at}:00.000`,
          end_time: `00:0${at}:40.000`,
          chapter_id: 1,
          character_dynamics: `${speaker} opens the letter and reads it aloud to everyone in the room.`,
          dialogues: [
            {
              speaker,
              content: 'I have waited ten years for this letter.',
              start_time: `00:0${at}:02.000`,
              end_time: `00:0${at}:05.000`,
            },
          ],
        },
      ]),
    )
    const raw = { project_metadata: {}, chapters: { 1: { id: 1, name: 'One', scene_ids: [1, 2, 3, 4, 5] } }, scenes }
    const story = normaliseStory({ ...raw, narrative_timeline: { type: 'linear', sequence: {} } }, 'names')
    const told = await previewNarration(story, {})
    expectSound(story, told)
    expect(told.segments.map((segment) => segment.text).join(' ')).toContain('Jean-Luc')
  })
})
