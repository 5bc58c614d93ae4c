import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { type CharacterFact, FACT_WORDS } from '@vss/shared/story/facts.ts'
import type { Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { z } from 'zod'
import { makeNameFinder } from '../corpus/name-finder.ts'
import type { Section } from '../corpus/rag-database.ts'

const LABEL_KEYS = [
  'name',
  'chapter',
  'text',
  'location',
  'dynamics',
  'mood',
  'dialogue',
  'caption',
  'highlight',
  'cue',
  'fact',
] as const
type LabelKey = (typeof LABEL_KEYS)[number]
const labelsFile = z.record(z.enum(LABEL_KEYS), z.string().min(1))

const loadLabels = (lang: StoryLanguage) =>
  loadYaml(new URL(`../../lexicon/${lang}/labels.yaml`, import.meta.url), labelsFile)
const LABELS = { en: loadLabels('en'), zh: loadLabels('zh') }
const COLON = { en: ': ', zh: '：' }

/** The searchable content of a scene. `mentioned` are characters it names who do not speak in it. */
export type SceneDocument = {
  sceneId: number
  order: number
  sections: Section[]
  speakers: string[]
  mentioned: string[]
}

const textsOf = (scene: Scene, colon: string): [LabelKey, string | null][] => [
  ['name', scene.name],
  ['text', scene.text],
  ['location', scene.location],
  ['dynamics', scene.dynamics],
  ['mood', scene.mood],
  ...scene.dialogues.map(({ speaker, text }): [LabelKey, string] => [
    'dialogue',
    speaker ? `${speaker}${colon}${text}` : text,
  ]),
  ...scene.captions.map(({ text }): [LabelKey, string] => ['caption', text]),
  ...scene.highlights.map(({ description, mood, tags }): [LabelKey, string] => [
    'highlight',
    [description, mood, ...tags].filter(Boolean).join(' '),
  ]),
  ...scene.cues.map(({ value }): [LabelKey, string] => ['cue', value]),
]

/** One document per scene, in storyline order and in the language of the story. */
export const buildSceneDocuments = (story: Story, facts: readonly CharacterFact[]): SceneDocument[] => {
  const labels = LABELS[story.lang]
  const colon = COLON[story.lang]
  const attributes = FACT_WORDS[story.lang].attributes
  const chapterNames = new Map(story.chapters.map(({ id, name }) => [id, name]))
  const factsByScene = Map.groupBy(facts, ({ sceneId }) => sceneId)
  const findNames = makeNameFinder(story.characters)
  return story.scenes.map((scene) => {
    const factTexts = (factsByScene.get(scene.id) ?? []).map(({ character, attribute, value }): [LabelKey, string] => [
      'fact',
      `${character} ${attributes[attribute][0]}${colon}${value}`,
    ])
    const texts: [LabelKey, string | null][] = [
      ['chapter', chapterNames.get(scene.chapterId) ?? null],
      ...textsOf(scene, colon),
      ...factTexts,
    ]
    const sections = texts.flatMap(([key, text]) => (text ? [{ label: labels[key], text }] : []))
    const speakers = [...new Set(scene.dialogues.flatMap(({ speaker }) => (speaker ? [speaker] : [])))]
    const named = findNames(sections.map(({ text }) => text).join('\n'))
    const mentioned = named.filter((name) => !speakers.includes(name))
    return { sceneId: scene.id, order: scene.order, sections, speakers, mentioned }
  })
}
