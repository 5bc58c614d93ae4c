import type { NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import { joinSentences, type Locale, listNames } from '@vss/shared/errors/sentence.ts'
import { sentences } from '../words/sentences.ts'
import type { Assignment } from './assignment.ts'
import type { LengthCut } from './fit-to-plan.ts'
import type { LengthPlan, SpeakingRate } from './narration-length.ts'
import type { Context } from './retrieve-context.ts'

/** Below this share of its planned length a narration is reported as short: the story says too little. */
const SHORT_SHARE = 0.9

export type MessageInput = {
  segments: readonly NarrationSegment[]
  speakingRate: SpeakingRate
  plan: LengthPlan
  cut: LengthCut | null
  context: Pick<Context, 'droppedCount'>
  removedCount: number
  /** Of `noteOtherModel`. */
  modelNote: string | null
}

const minutes = (seconds: number) => (seconds / 60).toFixed(1)

const spokenSeconds = (segments: readonly NarrationSegment[]): number =>
  segments.reduce((sum, { metadata }) => sum + (metadata.expected_audio_duration ?? metadata.pred_audio_duration), 0)

/** The notes that both task types share: a speaking rate that was replaced, segments that stay too long. */
const paceNotes = (
  locale: Locale,
  { rate, replaced }: SpeakingRate,
  segments: readonly NarrationSegment[],
): (string | null)[] => {
  const tooLong = segments.filter((segment) => segment.metadata.is_overflow).length
  return [
    replaced === null ? null : sentences(locale, 'rate_replaced', { asked: replaced, rate }),
    tooLong === 0 ? null : sentences(locale, 'too_long', { count: tooLong }),
  ]
}

const lengthNote = (locale: Locale, { plan, cut, segments }: MessageInput): string | null => {
  const planned = minutes(plan.totalSec)
  if (cut) {
    const drafted = minutes(cut.draftedSec)
    return sentences(locale, 'draft_cut', { drafted, planned, shortened: cut.shortened, left: cut.leftOut })
  }
  return spokenSeconds(segments) < plan.totalSec * SHORT_SHARE ? sentences(locale, 'material_short', { planned }) : null
}

/** The result for the person who asked, then everything that differs from what was asked. */
export const composeMessage = (
  locale: Locale,
  assignment: Pick<Assignment, 'lang' | 'askedLang' | 'people'>,
  input: MessageInput,
): string => {
  const { segments, speakingRate, plan, removedCount } = input
  const { droppedCount } = input.context
  const { people, lang: storyLang, askedLang: asked } = assignment
  const scenes = new Set(segments.flatMap((segment) => segment.source_scene_ids)).size
  const [carried, target] = [minutes(plan.totalSec), minutes(plan.cutFromSec ?? 0)]
  const names = listNames(people.unknown, locale)
  return joinSentences(locale, [
    sentences(locale, 'done', { segments: segments.length, minutes: minutes(spokenSeconds(segments)), scenes }),
    storyLang === asked ? null : sentences(locale, 'told_in_story_language', { storyLang, asked }),
    plan.cutFromSec === null ? null : sentences(locale, 'target_cut', { carried, target }),
    lengthNote(locale, input),
    droppedCount === 0 ? null : sentences(locale, 'scenes_dropped', { count: droppedCount }),
    removedCount === 0 ? null : sentences(locale, 'segments_removed', { count: removedCount }),
    ...paceNotes(locale, speakingRate, segments),
    people.unknown.length === 0 ? null : sentences(locale, 'characters_unknown', { names }),
    input.modelNote,
  ])
}

/** The result of localising a script, for the person who asked. */
export const composeLocalizedMessage = (
  locale: Locale,
  segments: readonly NarrationSegment[],
  lang: string,
  speakingRate: SpeakingRate,
  modelNote: string | null,
): string =>
  joinSentences(locale, [
    sentences(locale, 'localized', { segments: segments.length, lang, minutes: minutes(spokenSeconds(segments)) }),
    ...paceNotes(locale, speakingRate, segments),
    modelNote,
  ])
