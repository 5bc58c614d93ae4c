import { type LanguageModel, memoiseAnswers } from '@vss/shared/ai/language-model.ts'
import type { Providers } from '@vss/shared/ai/make-providers.ts'
import { fenceData, fillPrompt, promptTemplate } from '@vss/shared/ai/prompt.ts'
import { outlastsTask } from '@vss/shared/ai/provider-error.ts'
import { AppError, RetryLaterError } from '@vss/shared/errors/app-error.ts'
import { shortenText } from '@vss/shared/errors/shorten-text.ts'
import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { z } from 'zod'
import type { Candidate } from '../../film/film.ts'
import { chooseByWords, preferByWords } from '../choose-by-words.ts'
import type { ClipChooser, EditingTask } from '../clip-chooser.ts'
import { clipAnswer, MOST_CHOSEN, parseChoices, preferChosen } from './chosen-clips.ts'
import { type AskedSentence, batchSentences, type OfferedClip, offerClips } from './offered-clips.ts'

const prompts = z.strictObject({
  system: promptTemplate(),
  prompt: promptTemplate('most', 'clips', 'sentences'),
})

const loadPrompts = (lang: StoryLanguage) =>
  loadYaml(new URL(`../../../prompts/${lang}/choose-clips.yaml`, import.meta.url), prompts)
export const CLIP_PROMPTS: Record<StoryLanguage, z.output<typeof prompts>> = {
  zh: loadPrompts('zh'),
  en: loadPrompts('en'),
}

/** The provider's limits are shared by all tasks, so one task sends few requests concurrently. */
const BATCHES_AT_ONCE = 4
/** Of the text of a clip: a few lines say what it shows. */
const MOST_CLIP_TEXT = 200

const KINDS = { dialogue_group: 'conversation', dialogue_single: 'line', highlight: 'highlight', action: 'footage' }

const describeClip = ({ number, candidate: { type, scene, startMs, endMs, content } }: OfferedClip) => ({
  clip: number,
  scene,
  kind: KINDS[type],
  seconds: Math.round((endMs - startMs) / 100) / 10,
  text: shortenText(content, MOST_CLIP_TEXT),
})

const toRequest = (lang: StoryLanguage, batch: readonly AskedSentence[]) => {
  const shown = new Map(batch.flatMap(({ clips }) => clips.map((clip) => [clip.number, clip])))
  const { system, prompt } = CLIP_PROMPTS[lang]
  const clips = [...shown.values()].sort((a, b) => a.number - b.number).map(describeClip)
  const sentences = batch.map(({ index, text, scenes }) => ({ sentence: index, scenes, text }))
  const values = {
    most: MOST_CHOSEN,
    clips: fenceData('clips', clips),
    sentences: fenceData('sentences', sentences),
  }
  return { system, prompt: fillPrompt(prompt, values), schema: clipAnswer }
}

/** Whether choosing by words is the answer to an error: to all but a wish to wait a little, and an end of the task. */
const isNoAnswer = (error: unknown): boolean =>
  error instanceof RetryLaterError
    ? outlastsTask(error)
    : error instanceof AppError && (error.code === 'llm_failed' || error.code === 'third_party_failed')

/** Prompts are in the language that the request names, else in the story's. */
const promptLanguage = (asked: string | null | undefined, lang: StoryLanguage): StoryLanguage => {
  if (!asked) return lang
  return /^zh\b/i.test(asked) ? 'zh' : 'en'
}

/**
 * Footage chosen by a model: a few sentences a request, several requests in flight. Its answer is only a weight in the fit; a
 * sentence it gives no usable answer for is chosen for by words, since a film cut by rules is worth more than none.
 */
export const makeModelChooser = (
  modelFor: (task: EditingTask) => LanguageModel,
  usageOf: Providers['usageOf'],
): ClipChooser => {
  const askBatch = async (
    model: LanguageModel,
    asked: { name: string; lang: StoryLanguage; batch: readonly AskedSentence[] },
    run: Run,
  ): Promise<ReadonlyMap<number, Candidate[]>> => {
    const { name, lang, batch } = asked
    if (run.hurry()) return new Map()
    try {
      const { value } = await model.generate({ name, ...toRequest(lang, batch) }, run.signal)
      return parseChoices(value, batch)
    } catch (error) {
      if (!isNoAnswer(error)) throw error
      run.log.warn({ err: error, asked: name }, 'clips are chosen by words')
      return new Map()
    }
  }
  return async (material, task, run) => {
    const model = memoiseAnswers(modelFor(task), run)
    const lang = promptLanguage(task.payload.service_params.lang, material.lang)
    const offer = offerClips(material.candidates)
    const batches = batchSentences(material, offer)
    const answers = await runBounded(batches, BATCHES_AT_ONCE, (batch, at) =>
      askBatch(model, { name: `choose-clips-${at + 1}`, lang, batch }, run),
    )
    const chosen = new Map(answers.flatMap((answer) => [...answer]))
    return {
      prefer: preferChosen(chosen, offer.conversationOf, preferByWords(material)),
      leftToWords: batches.flat().length - chosen.size,
      usage: await usageOf(task.id, model.model),
    }
  }
}

/** Decided at start: a model where there is one; else words, in every mode, since no film needs more. */
export const chooseClipChooser = ({
  languageModel,
  usageOf,
}: Pick<Providers, 'languageModel' | 'usageOf'>): ClipChooser =>
  languageModel
    ? makeModelChooser((task) => languageModel(task, task.payload.service_params.model), usageOf)
    : chooseByWords
