import type { NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { baseLanguage, isStoryLanguage, NARRATION_LANGUAGES } from '@vss/shared/contracts/language.ts'
import type { ControlParams } from '@vss/shared/contracts/narration-control.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { isPlaceholder } from '@vss/shared/story/json-record.ts'
import { NAME_LIMIT } from '@vss/shared/story/parse-fields.ts'
import type { Scene, Story, StoryLanguage } from '@vss/shared/story/story.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'
import type { NarrationWriter } from '../providers/narration-writer.ts'
import { pickScope } from './pick-scope.ts'

/** What a GENERATE_NARRATION task asks for, resolved against its story. */
export type Assignment = {
  orgId: string
  story: Story
  control: ControlParams
  /** The language to write in. */
  lang: StoryLanguage
  /** The language that was asked for; differs from `lang` where the writer cannot write it. */
  askedLang: StoryLanguage
  assetId: string
  /** Empty when the asset has no name that can be spoken. */
  assetName: string
  /** In storyline order. */
  inScope: Scene[]
  /** The people to follow: those the story has, and those it does not. Both empty = everyone. */
  people: { known: string[]; unknown: string[] }
  topK: number
  /** Units a second that were asked for. */
  askedRate: number | null
  /** Share by which a segment may be longer than its footage; negative = has to be shorter. */
  overflowTolerance: number
  temperature: number | null
}

/** The language that was asked for, if stories can be in it; else the story's own. */
const languageAsked = (asked: string, story: Story): StoryLanguage => {
  const base = baseLanguage(asked)
  return isStoryLanguage(base) ? base : story.lang
}

/** The asset whose corpus is asked: the payload's, else the story's own. Throws 3004 when neither has one. */
const assetIdOf = (asked: string | null | undefined, story: Story): string => {
  const assetId = asked?.trim() || story.assetId
  if (!assetId) throw new AppError('payload_invalid', 'narration.asset_id_missing')
  return assetId
}

/** The asset's name as a voice can say it; empty when neither the payload nor the story has a name. */
const spokenAssetName = (asked: string | null | undefined, story: Story): string => {
  const name = [asked, story.name].find((candidate) => candidate?.trim() && !isPlaceholder(candidate))
  return (name ?? '')
    .slice(0, NAME_LIMIT)
    .replace(/[()（）[\]【】{}<>《》〈〉#*_~`|\\/]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

const followedPeople = (control: ControlParams, story: Story): Assignment['people'] => {
  const asked = control.character_focus.mode === 'specific' ? control.character_focus.characters : []
  const isKnown = (name: string) => story.characters.includes(name.trim())
  return { known: asked.filter(isKnown).map((name) => name.trim()), unknown: asked.filter((name) => !isKnown(name)) }
}

/**
 * Resolves the parameters of a task against its story, for a writer of those languages. Throws 3004 for a missing asset
 * id and for a scope without scenes.
 */
export const parseAssignment = (
  { payload, orgId }: ClaimedTask<'GENERATE_NARRATION'>,
  story: Story,
  languages: NarrationWriter['languages'],
): Assignment => {
  const params = payload.service_params
  const control = params.control_params
  const askedLang = languageAsked(params.lang, story)
  return {
    orgId,
    story,
    control,
    lang: languages === 'any' ? askedLang : story.lang,
    askedLang,
    assetId: assetIdOf(payload.asset_id, story),
    assetName: spokenAssetName(payload.asset_name, story),
    inScope: pickScope(story, control.scope),
    people: followedPeople(control, story),
    topK: params.rag_top_k,
    askedRate: params.speaking_rate ?? null,
    overflowTolerance: params.overflow_tolerance,
    temperature: params.temperature ?? null,
  }
}

export type Languages = { sourceLang: string; targetLang: string }

const isKnown = (tag: string | null | undefined): tag is string =>
  typeof tag === 'string' && NARRATION_LANGUAGES.includes(baseLanguage(tag))

/**
 * The languages of a LOCALIZE_NARRATION task: the source as the script says, else as asked, else the story's own. Tags
 * that are not languages are ignored: the script comes back from a client, which may have written anything into it.
 */
export const parseLanguages = (
  params: { source_lang?: string | null | undefined; target_lang: string },
  script: NarrationScriptInput,
  story: Story,
): Languages => ({
  sourceLang: baseLanguage([script.target_lang, script.lang, params.source_lang].find(isKnown) ?? story.lang),
  targetLang: baseLanguage(params.target_lang),
})
