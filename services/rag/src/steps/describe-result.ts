import { baseLanguage } from '@vss/shared/contracts/language.ts'
import { joinSentences, type Locale, listNames } from '@vss/shared/errors/sentence.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { sentences } from '../words/sentences.ts'

/** Both tasks work in the language of the story: a sentence if the task asked for another one, else null. */
const describeOtherLanguage = (locale: Locale, asked: string | null | undefined, story: StoryLanguage) => {
  if (!asked || baseLanguage(asked) === story) return null
  const name = (lang: StoryLanguage) => sentences(locale, `language_${lang}`)
  return sentences(locale, 'other_language', { story: name(story), asked: name(story === 'zh' ? 'en' : 'zh') })
}

export type Deployment = {
  assetIds: string[]
  corpus: string
  /** How many facts the corpus has, and how many rows of the facts file were left out. */
  facts: number
  skipped: number
  /** Assets that a newer deployment holds. */
  outdated: string[]
}

/** The message of a finished DEPLOY_RAG_CORPUS. */
export const describeDeployment = (
  locale: Locale,
  story: Story,
  { corpus, facts, skipped, outdated }: Deployment,
  askedLang: string | null | undefined,
): string => {
  const scenes = story.scenes.length
  const notes = story.notes.length
  return joinSentences(locale, [
    outdated.length
      ? sentences(locale, 'deployed_outdated', { scenes, assets: outdated.join(', ') })
      : sentences(locale, 'deployed', { corpus, scenes, facts }),
    skipped ? sentences(locale, 'facts_skipped', { skipped }) : null,
    notes ? sentences(locale, 'story_notes', { notes }) : null,
    describeOtherLanguage(locale, askedLang, story.lang),
  ])
}

/** The result file of DEPLOY_RAG_CORPUS; the order of its keys is part of the format. */
export const makeDeploymentReport = (
  story: Story,
  { assetIds, corpus, facts, skipped }: Deployment,
  message: string,
) => ({
  generation_date: new Date().toISOString(),
  total_scene_count: story.scenes.length,
  corpus_name: corpus,
  message,
  asset_ids: assetIds,
  lang: story.lang,
  dialogue_count: story.scenes.reduce((sum, { dialogues }) => sum + dialogues.length, 0),
  facts_merged: facts,
  facts_skipped: skipped,
  notes: story.notes,
})

export type Identification = {
  facts: number
  /** How many facts the finder reported that the story does not state. */
  unproved: number
  characters: number
  /** Characters that appear in no scene. */
  missing: string[]
  isOffline: boolean
  askedLang: string | null | undefined
  /** From `noteOtherModel`. */
  modelNote: string | null
}

/** The message of a finished CHARACTER_IDENTIFIER. */
export const describeIdentification = (
  locale: Locale,
  story: Story,
  { facts, unproved, characters, missing, isOffline, askedLang, modelNote }: Identification,
): string =>
  joinSentences(locale, [
    sentences(locale, 'identified', { facts, characters }),
    unproved ? sentences(locale, 'facts_unproved', { unproved }) : null,
    isOffline ? sentences(locale, 'offline_finder') : null,
    missing.length ? sentences(locale, 'not_in_story', { names: listNames(missing, locale) }) : null,
    describeOtherLanguage(locale, askedLang, story.lang),
    modelNote,
  ])
