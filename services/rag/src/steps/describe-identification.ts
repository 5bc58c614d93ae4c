import type { Locale } from '@vss/shared/errors/sentence.ts'
import { listNames } from '@vss/shared/errors/shorten-text.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { languageNote } from '../language-note.ts'
import { joinSentences, message } from '../message.ts'

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
