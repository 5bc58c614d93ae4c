import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { ShortenRequest } from '../brief/brief.ts'
import { countUnits } from './count-units.ts'
import { splitSentences } from './split-sentences.ts'

/** A clause shorter than this many units is no sentence to end on. */
const LEAST_UNITS = { zh: 6, en: 4 }

const firstClauses = (sentence: string, lang: StoryLanguage, maxUnits: number): string | null => {
  const mark = lang === 'zh' ? '，' : ', '
  const clauses = sentence.replace(/[。！？.!?][”"’]?$/, '').split(lang === 'zh' ? /[，；：]/ : /[,;:]\s/)
  for (let count = clauses.length - 1; count > 0; count -= 1) {
    const text = `${clauses.slice(0, count).join(mark)}${lang === 'zh' ? '。' : '.'}`
    const units = countUnits(text, lang)
    if (units <= maxUnits && units >= LEAST_UNITS[lang]) return text
  }
  return null
}

/**
 * The longest beginning of the text that fits: whole sentences, else whole clauses of the first one. Where not even a
 * clause fits, the first sentence alone. Never longer than the text.
 */
export const shortenText = ({ text, lang, maxUnits }: ShortenRequest): string => {
  const known: StoryLanguage = lang === 'zh' ? 'zh' : 'en'
  const sentences = splitSentences(text, known)
  const [first] = sentences
  if (!first) return text
  const join = known === 'zh' ? '' : ' '
  for (let count = sentences.length - 1; count > 0; count -= 1) {
    const kept = sentences.slice(0, count).join(join)
    if (countUnits(kept, lang) <= maxUnits) return kept
  }
  return firstClauses(first, known, maxUnits) ?? first
}
