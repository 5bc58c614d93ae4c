import { NARRATION_STYLES } from '@vss/shared/contracts/narration-control.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { expect, test } from 'vitest'
import { previewNarration } from '../../pipelines/preview-narration.ts'

type Fields = {
  lines?: readonly (readonly [string, string])[]
  dynamics?: string | null
  mood?: string | null
  location?: string | null
  highlights?: readonly string[]
}

const at = (second: number) =>
  `00:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}.000`

/** A story as annotators fill it: half of the fields empty. */
const storyOf = (...scenes: readonly Fields[]) =>
  normaliseStory(
    {
      project_metadata: { project_name: 'N/A' },
      chapters: { 1: { id: 1, name: '1', scene_ids: scenes.map((_, index) => index + 1) } },
      narrative_timeline: { type: 'linear', sequence: {} },
      scenes: Object.fromEntries(
        scenes.map((scene, index) => [
          index + 1,
          {
            id: index + 1,
            chapter_id: 1,
            start_time: at(index * 60),
            end_time: at(index * 60 + 58),
            inferred_location: scene.location ?? null,
            character_dynamics: scene.dynamics ?? null,
            mood_and_atmosphere: scene.mood ?? null,
            highlights: (scene.highlights ?? []).map((description, id) => ({
              id,
              description,
              start_time: at(index * 60 + 40 + id),
              end_time: at(index * 60 + 42 + id),
            })),
            dialogues: (scene.lines ?? []).map(([speaker, content], line) => ({
              speaker,
              content,
              start_time: at(index * 60 + line * 4),
              end_time: at(index * 60 + line * 4 + 3),
            })),
          },
        ]),
      ),
    },
    'story',
  )

const tell = async (story: ReturnType<typeof storyOf>, as?: string, style = 'objective') => {
  const told = await previewNarration(story, {
    style,
    custom_prompts: { style: '-', narrative_focus: '-' },
    ...(as && { perspective: 'first_person', perspective_character: as }),
  })
  return told.segments.map((segment) => segment.text).join('\n')
}

const PRYCE = [
  ['Clara Pryce', 'You burned it. I smelled the smoke.'],
  ['Edith Pryce', 'Your father left me a great many things, Clara.'],
  ['Clara Pryce', 'Keep your voice down, Edith.'],
  ['Edith Pryce', 'I burned old letters in the kitchen.'],
] as const

test('people have one spoken name each, whatever form the annotators wrote', async () => {
  const story = storyOf(
    { lines: PRYCE, dynamics: 'Clara accuses her of having burned the will. Neither of them eats.' },
    { lines: [['Dr. Hale', 'I gave him what he asked for.']], dynamics: 'Hale locks the cabinet before he answers.' },
  )
  const text = await tell(story)
  expect(text).toContain('Clara accuses Edith of having burned the will.')
  expect(text).toContain('Hale locks the cabinet')
  const told = text.replace(/“[^”]*”/g, '')
  expect(told).not.toMatch(/Pryce|Dr\.|, Clara\.|tells Edith that Edith/)
})

test('an ambiguous pronoun never points at the wrong person', async () => {
  const text = await tell(storyOf({ lines: PRYCE }))
  expect(text).not.toMatch(/Clara's father left her|Edith burned it, and that she/)
})

test('the first-person narrator is never mentioned in third person', async () => {
  const text = await tell(
    storyOf({
      lines: PRYCE,
      dynamics:
        'Clara picks up the poker, then puts it down. Neither of them eats. Clara, who keeps the books, is silent.',
    }),
    'Clara Pryce',
  )
  expect(text).toContain('I pick up the poker, then put it down.')
  expect(text).not.toMatch(/Clara|Neither of them|I, who|\bto I\b/)
})

test.each(NARRATION_STYLES)('in first person the phrases of the style %s agree with "I"', async (style) => {
  const lines = Array.from({ length: 14 }, (_, index) => [
    index % 2 === 0 ? 'Dinah' : 'Ewan',
    [`Do you know the way to house ${index}?`, `I have seen ${index} boats today.`, `Bring me lamp ${index}.`][
      index % 3
    ],
  ]) as [string, string][]
  const story = storyOf({ lines }, { lines: lines.slice(3) }, { lines: lines.slice(5) })
  const text = (await tell(story, 'Dinah', style)).replace(/“[^”]*”/g, '')
  expect(text).not.toMatch(
    /\bI (?:\w+ly )?(?!was\b)\w+s\b|\b(?:to|asks|tells|have|let|lets|of|asking|and) I\b(?! (?:say|tell|ask|answer|reply))/,
  )
  expect(text).not.toMatch(/\bme (?:am|says|asks|has|tells)\b/)
})

test('keywords in the other language are not narrated', async () => {
  const text = await tell(
    storyOf({ lines: [['沈青', '我等了你整整十年。']], dynamics: '沈青推开门走进屋里', mood: '紧张, Suspense' }),
  )
  expect(text).toMatch(/紧张/)
  expect(text).not.toMatch(/[A-Za-z]/)
})

test('archaic humble words and titles are replaced by their meaning', async () => {
  const text = await tell(
    storyOf({
      lines: [
        ['太后', '哀家听说，你府里来了个姓谢的姑娘。'],
        ['萧景琰', '儿臣愿以性命担保，她说的句句属实。'],
        ['太后', '谁敢动她！'],
        ['萧景琰', '请皇上明察！'],
      ],
    }),
  )
  expect(text.replace(/“[^”]*”/g, '')).not.toMatch(/哀家|儿臣|对方|谁敢动她|要太后皇上/)
})

test('a line of dialogue is told once, reported or quoted', async () => {
  const text = await tell(
    storyOf({
      lines: [
        ['李公公', '王爷，宫里来人了。'],
        ['萧景琰', '我从来不等任何人。'],
      ],
    }),
  )
  expect(text.split('宫里来人了').length).toBe(2)
})

test('in Chinese "we" includes the narrator, and an ambiguous "they" is not used', async () => {
  const lines = [
    ['谢婉', '王爷也会烤红薯吗？'],
    ['萧景琰', '行军的时候，什么都得会。'],
  ] as const
  const text = await tell(storyOf({ lines, highlights: ['两人并肩坐在炉火前'] }), '谢婉')
  expect(text).toContain('我们两人并肩坐在炉火前')
  const about = await tell(storyOf({ lines, highlights: ['他们在炉火前坐到天亮'] }), '谢婉')
  expect(about).not.toContain('他们在炉火前')
})

test('no person is introduced by a pronoun', async () => {
  const story = storyOf(
    {
      lines: [
        ['林静', '我明天就走。'],
        ['王磊', '我不会拦着你。'],
      ],
    },
    { dynamics: '他把外袍披在她肩上' },
  )
  expect(await tell(story)).not.toContain('他把外袍披在她肩上')
})

test('a scene with nothing but a mood is left out', async () => {
  const text = await tell(storyOf({ lines: [['林静', '我明天一早就要回老家了。']] }, { mood: '温馨' }))
  expect(text).not.toContain('温馨')
})

test('statements joined by a comma are separated, and a mood without a verb is not a sentence', async () => {
  const text = await tell(
    storyOf({
      lines: [['Conrad', 'I am not a cruel man, I am an arithmetical one.']],
      dynamics: 'Conrad closes the ledger and looks out at the yard.',
      mood: 'Antiseptic and exhausted, with trust arriving like the first grey light.',
    }),
  )
  expect(text).not.toMatch(/cruel man, he/)
  expect(text).not.toMatch(/(?:^|[.!?] )Antiseptic/m)
})
