import { baseLanguage } from '@vss/shared/contracts/language.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import { listNames } from '@vss/shared/errors/shorten-text.ts'
import type { Story, StoryLanguage } from '@vss/shared/story/story.ts'
import { joinSentences, message } from '../message.ts'

/** A sentence when another language was asked for than the story is told in; null when not. */
export const languageNote = (locale: Locale, asked: string | null | undefined, story: StoryLanguage): string | null => {
  if (!asked || baseLanguage(asked) === story) return null
  const name = (lang: StoryLanguage) => message(locale, `language_${lang}`)
  return message(locale, 'other_language', { story: name(story), asked: name(story === 'zh' ? 'en' : 'zh') })
}

/** The sentence of a finished DEPLOY_RAG_CORPUS. `outdated` are the assets a newer deployment holds. */
export const describeDeployment = (
  locale: Locale,
  story: Story,
  told: { corpus: string; facts: number; skipped: number; outdated: string[]; askedLang: string | null | undefined },
): string => {
  const scenes = story.scenes.length
  const notes = story.notes.length
  return joinSentences(locale, [
    told.outdated.length
      ? message(locale, 'deployed_outdated', { scenes, assets: told.outdated.join(', ') })
      : message(locale, 'deployed', { corpus: told.corpus, scenes, facts: told.facts }),
    told.skipped ? message(locale, 'facts_skipped', { skipped: told.skipped }) : null,
    notes ? message(locale, 'story_notes', { notes }) : null,
    languageNote(locale, told.askedLang, story.lang),
  ])
}

/** The sentence of a finished CHARACTER_IDENTIFIER, with what the person who asked should know. */
export const describeIdentification = (
  locale: Locale,
  story: Story,
  told: {
    facts: number
    unproved: number
    characters: number
    missing: string[]
    isOffline: boolean
    askedLang: string | null | undefined
    /** Of `noteOtherModel`. */
    modelNote: string | null
  },
): string =>
  joinSentences(locale, [
    message(locale, 'identified', { facts: told.facts, characters: told.characters }),
    told.unproved ? message(locale, 'facts_unproved', { unproved: told.unproved }) : null,
    told.isOffline ? message(locale, 'offline_finder') : null,
    told.missing.length ? message(locale, 'not_in_story', { names: listNames(told.missing, locale) }) : null,
    languageNote(locale, told.askedLang, story.lang),
    told.modelNote,
  ])
