import type { NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import { listNames } from '@vss/shared/errors/shorten-text.ts'
import { fill } from '../language/fill.ts'
import { MESSAGES } from '../language/messages.ts'
import type { LengthCut } from './fit-to-plan.ts'
import type { LengthPlan } from './plan-length.ts'
import type { Assignment } from './read-assignment.ts'

/** Under this share of its planned length a narration is said to be short, because the story says too little. */
const SHORT_SHARE = 0.9

export type MessageInput = {
  segments: readonly NarrationSegment[]
  plan: LengthPlan
  cut: LengthCut | null
  droppedCount: number
  removedCount: number
  /** Of `noteOtherModel`. */
  modelNote: string | null
}

const minutes = (seconds: number) => (seconds / 60).toFixed(1)

export const spokenSeconds = (segments: readonly NarrationSegment[]): number =>
  segments.reduce((sum, { metadata }) => sum + (metadata.expected_audio_duration ?? metadata.pred_audio_duration), 0)

/** What came of the task, for the person who asked: the result, then everything that differs from what was asked. */
export const composeMessage = (locale: Locale, assignment: Assignment, input: MessageInput): string => {
  const words = MESSAGES[locale]
  const { segments, plan, cut } = input
  const { language, speakingRate, people } = assignment
  const spokenSec = spokenSeconds(segments)
  const tooLong = segments.filter((segment) => segment.metadata.is_overflow).length
  const scenes = new Set(segments.flatMap((segment) => segment.source_scene_ids)).size
  const notes: (string | false | null)[] = [
    fill(words.done, { segments: segments.length, minutes: minutes(spokenSec), scenes }),
    language.lang !== language.asked &&
      fill(words.told_in_story_language, { storyLang: language.lang, asked: language.asked }),
    plan.cutFromSec !== null &&
      fill(words.target_cut, { carried: minutes(plan.totalSec), target: minutes(plan.cutFromSec) }),
    cut &&
      fill(words.draft_cut, {
        drafted: minutes(cut.draftedSec),
        planned: minutes(plan.totalSec),
        shortened: cut.shortened,
        left: cut.leftOut,
      }),
    !cut && spokenSec < plan.totalSec * SHORT_SHARE && fill(words.material_short, { planned: minutes(plan.totalSec) }),
    input.droppedCount > 0 && fill(words.scenes_dropped, { count: input.droppedCount }),
    input.removedCount > 0 && fill(words.segments_removed, { count: input.removedCount }),
    speakingRate.replaced !== null &&
      fill(words.rate_replaced, { asked: speakingRate.replaced, rate: speakingRate.rate }),
    tooLong > 0 && fill(words.too_long, { count: tooLong }),
    people.unknown.length > 0 && fill(words.characters_unknown, { names: listNames(people.unknown, locale) }),
    input.modelNote,
  ]
  return notes.filter(Boolean).join(locale === 'zh' ? '' : ' ')
}
