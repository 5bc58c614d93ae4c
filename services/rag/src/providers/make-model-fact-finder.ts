import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import { fillPrompt, promptTemplate, toFencedJson } from '@vss/shared/ai/prompt.ts'
import type { AiUsage } from '@vss/shared/contracts/files/narration-script.ts'
import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { FACT_ATTRIBUTES } from '@vss/shared/story/facts.ts'
import type { Scene, StoryLanguage } from '@vss/shared/story/story.ts'
import { z } from 'zod'
import { makeNameFinder } from '../corpus/name-finder.ts'
import type { FactFinder, FactQuestion } from './fact-finder.ts'

/** In longer lists, models overlook what is in the middle. */
const MAX_SCENES = 10
/** A scene is minutes of film, and 20,000 characters are an hour of speech; ten such scenes still fit one request. */
const MAX_SCENE_CHARS = 20_000
const MAX_CAST = 60
/** No name in a story is longer, but a client may send one. */
const MAX_NAME_CHARS = 200

const promptsFile = z.strictObject({
  system: z.string().min(1),
  prompt: promptTemplate('character', 'cast', 'scenes'),
})
const loadPrompts = (lang: StoryLanguage) =>
  loadYaml(new URL(`../../prompts/${lang}/find-facts.yaml`, import.meta.url), promptsFile)
const PROMPTS = { en: loadPrompts('en'), zh: loadPrompts('zh') }

const answerSchema = z.object({
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
    // Measured as in the prompt, where field names and escaped characters count too.
    const size = toFencedJson(line).length
    const text = size <= room ? line.text : line.text.slice(0, Math.floor((line.text.length * room) / size))
    room -= size
    return text === '' ? [] : [{ ...line, text }]
  })
}

const toPrompt = ({ character, scenes, cast, lang }: FactQuestion): string => {
  const material = scenes.map((scene) => ({ scene_id: scene.id, lines: linesOf(scene) }))
  const text = material.flatMap(({ lines }) => lines.map((line) => `${line.speaker ?? ''}\n${line.text}`)).join('\n')
  return fillPrompt(PROMPTS[lang].prompt, {
    character: toFencedJson(character.slice(0, MAX_NAME_CHARS)),
    cast: toFencedJson(makeNameFinder(cast)(text).slice(0, MAX_CAST)),
    scenes: material.map(toFencedJson).join('\n'),
  })
}

/**
 * Finds facts with a language model, which answers in JSON by schema. It does not check that the scenes really state
 * them. Throws as `LanguageModel.generate` does.
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
      schema: answerSchema,
      ...(temperature === undefined ? {} : { temperature }),
    }
    const { value } = await model.generate(request, signal)
    return value.facts.map(({ scene_id: sceneId, source_text: sourceText, attribute, value: text }) => ({
      sceneId,
      attribute,
      value: text,
      sourceText,
    }))
  },
  usage,
})
