import type { Locale } from '@vss/shared/errors/sentence.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { languageNote } from '../language-note.ts'
import { joinSentences, message } from '../message.ts'

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
