import type { ControlParams } from '@vss/shared/contracts/narration-control.ts'
import type { Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import { chooseLanguage, type LanguageChoice } from './choose-language.ts'
import { findAssetId } from './find-asset-id.ts'
import { followedCharacters } from './followed-characters.ts'
import { pickScope } from './pick-scope.ts'
import { speakableName } from './speakable-name.ts'
import { chooseSpeakingRate, type SpeakingRate } from './speaking-rate.ts'

/** What was asked, read against the story it was asked of. */
export type Assignment = {
  orgId: string
  story: Story
  control: ControlParams
  language: LanguageChoice
  lang: StoryLanguage
  assetId: string
  assetName: string
  /** In storyline order. */
  inScope: Scene[]
  people: { known: string[]; unknown: string[] }
  topK: number
  speakingRate: SpeakingRate
  /** Share by which a segment may be longer (or has to be shorter) than its footage. */
  overflowTolerance: number
  temperature: number | null
}

/** Throws 3004 for an asset id nobody gave and a scope that matches nothing. */
export const readAssignment = async (
  task: ClaimedTask<'GENERATE_NARRATION'>,
  story: Story,
  languages: NarrationWriter['languages'],
  voicePaceOf: (lang: string) => Promise<number>,
): Promise<Assignment> => {
  const { payload, orgId } = task
  const params = payload.service_params
  const control = params.control_params
  const language = chooseLanguage(story, params.lang, languages)
  const { lang, asked } = language
  return {
    orgId,
    story,
    control,
    language,
    lang,
    assetId: findAssetId(payload.asset_id, story),
    assetName: speakableName(payload.asset_name, story),
    inScope: pickScope(story, control.scope),
    people: followedCharacters(control, story),
    topK: params.rag_top_k,
    speakingRate: chooseSpeakingRate(lang, params.speaking_rate, 'narration', await voicePaceOf(lang), lang === asked),
    overflowTolerance: params.overflow_tolerance,
    temperature: params.temperature ?? null,
  }
}
