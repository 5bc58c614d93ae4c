import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { splitSentences } from '../../language/sentences.ts'

/** Prose in somebody's own person ("他说喜欢你"): read out, nobody would know whose. */
const PERSONAL = { zh: /[我你您]/, en: /\b(?:I|me|my|mine|your|yours)\b/ } as const

/** The sentences of an annotator's text that a narrator can say. */
export const proseSentences = (text: string | null, lang: StoryLanguage): string[] =>
  splitSentences(text, lang).filter(
    (sentence) => /\p{L}{2}/u.test(sentence) && !PERSONAL[lang].test(sentence.replace(/“[^”]*”/g, '')),
  )
