import type { LanguageModel } from '@vss/shared/ai/language-model.ts'
import { fenceData, fillPrompt } from '@vss/shared/ai/prompt.ts'
import { outlastsTask } from '@vss/shared/ai/provider-error.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Logger } from '@vss/shared/process/logger.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import { z } from 'zod'
import type { DraftSegment, NarrationBrief, RewriteRequest, ShortenRequest } from '../../brief/brief.ts'
import { type Act, splitActs } from '../../brief/split-acts.ts'
import { cleanModelText } from '../../language/clean-story-text.ts'
import { countUnits } from '../../language/count-units.ts'
import { shortenSegment } from '../../language/sentences.ts'
import type { NarrationWriter } from '../narration-writer.ts'
import { describeScene, excerptOf, outlineScene } from './describe-scene.ts'
import { LONGEST_PASSAGE, languageSlots, writerPromptsIn } from './prompts.ts'

/** Parts written concurrently: all tasks share the limits of the provider. */
const CONCURRENT_PARTS = 4
/** A wish is a few sentences; a longer one is cut. */
const MOST_WISH = 4_000
const MOST_NAME = 60
const MOST_PEOPLE = 40
/** Allowed deviation of a part from its length, as a share. */
const LENGTH_SLACK = 0.08

const notBlank = z.string().refine((text) => text.trim() !== '', { error: 'must not be blank' })
const passage = z.object({ text: notBlank })
/** The ids come first: the model chooses what to show before it writes. */
const part = z.object({
  segments: z.array(z.object({ scene_ids: z.array(z.number().int()).min(1), text: notBlank })).min(1),
})

/** A passage to rewrite, and the prompt that asks for it. */
type Rewriting = { name: string; text: string; lang: string; prompt: string }

const draftPrompt = (brief: NarrationBrief, acts: readonly Act[], act: Act, at: number): string => {
  const prompts = writerPromptsIn(brief.lang)
  const { scenes, totalSec } = act
  const units = totalSec * brief.speakingRate
  const follow = brief.characters.slice(0, MOST_PEOPLE).map((name) => excerptOf(name, MOST_NAME))
  return fillPrompt(prompts.draft, {
    ...languageSlots(brief.lang),
    part: at + 1,
    parts: acts.length,
    style: prompts.styles[brief.style],
    focus: prompts.focuses[brief.focus],
    perspective: prompts.perspectives[brief.perspective],
    units: Math.round(units),
    least: Math.round(units * (1 - LENGTH_SLACK)),
    most: Math.round(units * (1 + LENGTH_SLACK)),
    wishes: fenceData('wishes', {
      style: excerptOf(brief.stylePrompt, MOST_WISH),
      focus: excerptOf(brief.focusPrompt, MOST_WISH),
    }),
    people: fenceData('people', { follow, narrator: excerptOf(brief.narrator, MOST_NAME) }),
    outline: fenceData('outline', {
      story: excerptOf(brief.assetName, MOST_NAME),
      parts: acts.map((each, index) => ({ part: index + 1, scenes: each.scenes.map(outlineScene) })),
    }),
    scenes: fenceData(
      'scenes',
      scenes.map((entry) => describeScene(entry, Math.floor(entry.seconds * brief.speakingRate))),
    ),
  })
}

/**
 * The writer that asks a model, for one task: one request for each part of the story, several in flight. When the model
 * refuses to rewrite a passage, the passage stays as it is: the draft is paid for, and a polish is not worth losing it.
 * A failed draft fails the task.
 */
export const makeLiveWriter = (model: LanguageModel, log: Logger): NarrationWriter => {
  const draftPart = async (name: string, brief: NarrationBrief, prompt: string, signal: AbortSignal) => {
    const request = {
      name,
      system: writerPromptsIn(brief.lang).system,
      prompt,
      schema: part,
      ...(brief.temperature !== null && { temperature: brief.temperature }),
    }
    const { value } = await model.generate(request, signal)
    return value.segments.map(
      (segment): DraftSegment => ({ text: cleanModelText(segment.text, brief.lang), sceneIds: segment.scene_ids }),
    )
  }
  const rewritePassage = async (rewriting: Rewriting, signal: AbortSignal): Promise<string> => {
    const { name, text, lang, prompt } = rewriting
    const request = { name, system: writerPromptsIn(lang).system, prompt, schema: passage }
    try {
      return cleanModelText((await model.generate(request, signal)).value.text, lang)
    } catch (error) {
      const isRefused = error instanceof AppError && error.code === 'llm_failed'
      if (!isRefused && !outlastsTask(error)) throw error
      log.warn({ err: error, asked: name }, 'a passage stays as it was')
      return text
    }
  }
  return {
    model: model.model,
    languages: 'any',
    keepsLength: false,
    draft: async (brief, signal) => {
      const acts = splitActs(brief)
      const parts = await runBounded(acts, CONCURRENT_PARTS, (act, at) =>
        draftPart(`draft-${at + 1}`, brief, draftPrompt(brief, acts, act, at), signal),
      )
      return parts.flat()
    },
    shorten: async ({ text, lang, maxUnits }: ShortenRequest, signal) => {
      if (text.length > LONGEST_PASSAGE) return shortenSegment({ text, lang, maxUnits })
      const values = { ...languageSlots(lang), max: maxUnits, passage: fenceData('passage', { text }) }
      const prompt = fillPrompt(writerPromptsIn(lang).shorten, values)
      const shorter = await rewritePassage({ name: 'shorten', text, lang, prompt }, signal)
      return countUnits(shorter, lang) < countUnits(text, lang) ? shorter : text
    },
    rewrite: async ({ text, lang, scenes, absent, contradicted }: RewriteRequest, signal) => {
      if (text.length > LONGEST_PASSAGE) return text
      const values = {
        ...languageSlots(lang),
        max: countUnits(text, lang),
        problems: fenceData('problems', { absent, contradicted }),
        passage: fenceData('passage', { text }),
        scenes: fenceData(
          'scenes',
          scenes.map((entry) => describeScene(entry)),
        ),
      }
      return rewritePassage(
        { name: 'rewrite', text, lang, prompt: fillPrompt(writerPromptsIn(lang).rewrite, values) },
        signal,
      )
    },
  }
}
