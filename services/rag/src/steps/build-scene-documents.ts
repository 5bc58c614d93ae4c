import { type CharacterFact, FACT_WORDS } from '@vss/shared/story/character-fact.ts'
import type { Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { makeNameFinder } from '../corpus/name-finder.ts'
import type { Section } from '../corpus/rag-database.ts'
import en from '../labels/en.json' with { type: 'json' }
import zh from '../labels/zh.json' with { type: 'json' }

type LabelKey = keyof typeof en

const LABELS: Record<StoryLanguage, Record<LabelKey, string>> = { en, zh }
const BETWEEN: Record<StoryLanguage, string> = { en: ': ', zh: '：' }

/** What search knows of a scene. `mentioned` are characters it names who do not speak in it. */
export type SceneDocument = {
  sceneId: number
  order: number
  sections: Section[]
  speakers: string[]
  mentioned: string[]
}

const textsOf = (scene: Scene, between: string): [LabelKey, string | null][] => [
  ['name', scene.name],
  ['text', scene.text],
  ['location', scene.location],
  ['dynamics', scene.dynamics],
  ['mood', scene.mood],
  ...scene.dialogues.map(({ speaker, text }): [LabelKey, string] => [
    'dialogue',
    speaker ? `${speaker}${between}${text}` : text,
  ]),
  ...scene.captions.map(({ text }): [LabelKey, string] => ['caption', text]),
  ...scene.highlights.map(({ description, mood, tags }): [LabelKey, string] => [
    'highlight',
    [description, mood, ...tags].filter(Boolean).join(' '),
  ]),
  ...scene.cues.map(({ value }): [LabelKey, string] => ['cue', value]),
]

/** One document a scene, in storyline order, told in the story's language. */
export const buildSceneDocuments = (story: Story, facts: readonly CharacterFact[]): SceneDocument[] => {
  const labels = LABELS[story.lang]
  const between = BETWEEN[story.lang]
  const attributes = FACT_WORDS[story.lang].attributes
  const chapterNames = new Map(story.chapters.map(({ id, name }) => [id, name]))
  const factsByScene = Map.groupBy(facts, ({ sceneId }) => sceneId)
  const findNames = makeNameFinder(story.characters)
  return story.scenes.map((scene) => {
    const factTexts = (factsByScene.get(scene.id) ?? []).map(({ character, attribute, value }): [LabelKey, string] => [
      'fact',
      `${character} ${attributes[attribute][0]}${between}${value}`,
    ])
    const texts: [LabelKey, string | null][] = [
      ['chapter', chapterNames.get(scene.chapterId) ?? null],
      ...textsOf(scene, between),
      ...factTexts,
    ]
    const sections = texts.flatMap(([key, text]) => (text ? [{ label: labels[key], text }] : []))
    const speakers = [...new Set(scene.dialogues.flatMap(({ speaker }) => (speaker ? [speaker] : [])))]
    const named = findNames(sections.map(({ text }) => text).join('\n'))
    const mentioned = named.filter((name) => !speakers.includes(name))
    return { sceneId: scene.id, order: scene.order, sections, speakers, mentioned }
  })
}
