import { readFileSync } from 'node:fs'
import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import { fillPrompt, promptTemplate, toFencedJson } from '@vss/shared/ai/prompt.ts'
import type { AiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import { FACT_ATTRIBUTES } from '@vss/shared/story/character-fact.ts'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { z } from 'zod'
import { makeNameFinder } from '../corpus/name-finder.ts'
import type { FactFinder, FactQuestion } from './fact-finder.ts'

/** Of longer lists, models leave out what stands in the middle. */
const MAX_SCENES = 10
/** A scene is minutes of film: 20,000 characters of a prompt are an hour of talk, and ten of them still fit one request. */
const MAX_SCENE_CHARS = 20_000
const MAX_CAST = 60
/** Stories have no longer names, but whoever asks may send one. */
const MAX_NAME_CHARS = 200

const readPrompt = (lang: StoryLanguage, name: string): string =>
  readFileSync(new URL(`../../prompts/${lang}/${name}.txt`, import.meta.url), 'utf8').trim()
const readPrompts = (lang: StoryLanguage) => ({
  system: readPrompt(lang, 'find-facts.system'),
  prompt: promptTemplate('character', 'cast', 'scenes').parse(readPrompt(lang, 'find-facts')),
})
const PROMPTS: Record<StoryLanguage, ReturnType<typeof readPrompts>> = { zh: readPrompts('zh'), en: readPrompts('en') }

const answer = z.object({
  facts: z.array(
    z.object({
      scene_id: z.int(),
      source_text: z.string(),
      attribute: z.enum(FACT_ATTRIBUTES),
      value: z.string(),
    }),
  ),
})

type Line = { speaker?: string; text: string }

const linesOf = (scene: Scene): Line[] => {
  const prose = [scene.text, scene.dynamics, scene.mood, ...scene.highlights.map(({ description }) => description)]
  const lines: Line[] = [
    ...prose.filter((text) => text !== null).map((text) => ({ text })),
    ...scene.dialogues.map(({ speaker, text }) =>
      speaker === null ? { text } : { speaker: speaker.slice(0, MAX_NAME_CHARS), text },
    ),
    ...scene.captions.map(({ text }) => ({ text })),
  ]
  let room = MAX_SCENE_CHARS
  return lines.flatMap((line) => {
    if (room <= 0) return []
    // As the prompt writes it: names of fields and marks that are written as several count too.
    const size = toFencedJson(line).length
    const text = size <= room ? line.text : line.text.slice(0, Math.floor((line.text.length * room) / size))
    room -= size
    return text === '' ? [] : [{ ...line, text }]
  })
}

const toPrompt = ({ character, scenes, cast, lang }: FactQuestion): string => {
  const told = scenes.map((scene) => ({ scene_id: scene.id, lines: linesOf(scene) }))
  const text = told.flatMap(({ lines }) => lines.map((line) => `${line.speaker ?? ''}\n${line.text}`)).join('\n')
  return fillPrompt(PROMPTS[lang].prompt, {
    character: toFencedJson(character.slice(0, MAX_NAME_CHARS)),
    cast: toFencedJson(makeNameFinder(cast)(text).slice(0, MAX_CAST)),
    scenes: told.map(toFencedJson).join('\n'),
  })
}

/**
 * Finds facts with a language model, which answers by schema. What it says a scene states is not checked here.
 * Throws as `LanguageModel.generate` does.
 */
export const makeModelFactFinder = (model: LanguageModel, usage: () => Promise<AiUsage>): FactFinder => ({
  model: model.model,
  maxScenes: MAX_SCENES,
  find: async (question, signal) => {
    const { temperature } = question
    const request = {
      name: 'find facts',
      system: PROMPTS[question.lang].system,
      prompt: toPrompt(question),
      schema: answer,
      ...(temperature === undefined ? {} : { temperature }),
    }
    const { value } = await model.generate(request, signal)
    return value.facts.map(({ scene_id: sceneId, source_text: sourceText, attribute, value: said }) => ({
      sceneId,
      attribute,
      value: said,
      sourceText,
    }))
  },
  usage,
})
