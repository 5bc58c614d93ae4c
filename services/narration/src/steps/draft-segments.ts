import type { ControlParams } from '@vss/shared/contracts/narration-control.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { TEXT_LIMIT } from '@vss/shared/story/parse-fields.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { DraftSegment, NarrationBrief } from '../brief/brief.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import { ownSeconds } from './footage.ts'
import { type LengthPlan, plannedRate, type SpeakingRate } from './narration-length.ts'
import type { Context } from './retrieve-context.ts'

export type BriefInput = {
  story: Story
  lang: StoryLanguage
  control: ControlParams
  assetName: string
  context: Pick<Context, 'scenes' | 'hits'>
  plan: LengthPlan
  speakingRate: SpeakingRate
  overflowTolerance: number
  temperature: number | null
}

const fillAsset = (prompt: string | null | undefined, assetName: string): string =>
  (prompt ?? '').slice(0, TEXT_LIMIT).replaceAll('{asset_name}', () => assetName)

/** The first-person narrator: a character of that name. Throws 3004 with the known names when there is none. */
const narratorOf = (control: ControlParams, story: Story): string | null => {
  if (control.perspective !== 'first_person') return null
  const asked = control.perspective_character?.trim() ?? ''
  const found =
    story.characters.find((name) => name.trim() === asked) ?? story.characters.find((name) => name.includes(asked))
  if (found) return found
  throw new AppError('payload_invalid', 'narration.narrator_unknown', {
    name: asked,
    known: story.characters.slice(0, 20).join(', '),
  })
}

/** Writes the brief: the scenes in storyline order, each with the seconds of its own footage, and the wishes of the task. */
export const writeBrief = (input: BriefInput): NarrationBrief => {
  const { story, control, assetName, context } = input
  const seconds = ownSeconds(context.scenes)
  const hits = new Map(context.hits.map((hit) => [hit.sceneId, hit]))
  return {
    lang: input.lang,
    story,
    assetName,
    scenes: context.scenes.map((scene) => ({
      scene,
      seconds: (seconds.get(scene.id) ?? 0) * (1 + input.overflowTolerance),
      score: hits.get(scene.id)?.score ?? 0,
      facts: hits.get(scene.id)?.facts ?? [],
    })),
    focus: control.narrative_focus,
    focusPrompt: fillAsset(control.custom_prompts?.narrative_focus, assetName),
    style: control.style,
    stylePrompt: fillAsset(control.custom_prompts?.style, assetName),
    perspective: control.perspective,
    narrator: narratorOf(control, story),
    characters: control.character_focus.mode === 'specific' ? control.character_focus.characters : [],
    totalSec: input.plan.totalSec,
    speakingRate: plannedRate(input.speakingRate),
    temperature: input.temperature,
  }
}

/** Raised when the meaning of a draft changes, so that kept drafts are not used. */
const DRAFT_VERSION = 1

/** Has the narration written, once per task: another attempt uses the kept draft. */
export const draftSegments = (writer: NarrationWriter, brief: NarrationBrief, run: Run): Promise<DraftSegment[]> => {
  const { story, scenes, ...rest } = brief
  const input = {
    ...rest,
    model: writer.model,
    story: story.name,
    scenes: scenes.map(({ scene, ...entry }) => ({ id: scene.id, ...entry })),
  }
  return run.step('draft', DRAFT_VERSION, input, (signal) => writer.draft(brief, signal))
}
