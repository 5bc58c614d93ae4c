import { joinSentences } from '@vss/shared/errors/sentence.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { ShortenRequest } from '../brief/brief.ts'
import { cleanStoryText } from './clean-story-text.ts'
import { countUnits } from './count-units.ts'
import { makeWordFinder } from './keywords.ts'
import { LEXICON } from './lexicon.ts'

/** Only the first characters of a text are read; by then it has said what a scene is about. */
const LONGEST_TEXT = 4000

/** A full stop after one of these does not end a sentence. */
const ABBREVIATION = /\b(?:Mr|Mrs|Ms|Dr|St|Prof|Capt|Lt|Sgt|Jr|Sr|vs|etc|No|a\.m|p\.m|[A-Z])\.$/

const splitEnglish = (text: string): string[] => {
  const sentences: string[] = []
  let open = ''
  for (const piece of text.split(/(?<=[.!?][”"’']?)\s+/)) {
    open = open ? `${open} ${piece}` : piece
    if (ABBREVIATION.test(open)) continue
    sentences.push(open)
    open = ''
  }
  return open ? [...sentences, open] : sentences
}

/** Chinese sentences. A short fragment that only sets time or place ("深夜。") is joined to the sentence after it. */
const splitChinese = (text: string): string[] => {
  const pieces = text.split(/(?<=[。！？][”’]?)(?![”’])/).filter(Boolean)
  const sentences: string[] = []
  let lead = ''
  for (const [index, piece] of pieces.entries()) {
    const bare = piece.replace(/[。！？”’]+$/, '')
    const fragment = bare.length <= 10 && !/[，；：把被了着过]/.test(bare) && piece.endsWith('。')
    if (fragment && index + 1 < pieces.length && !lead) {
      lead = `${bare}，`
      continue
    }
    sentences.push(lead + piece)
    lead = ''
  }
  return lead ? [...sentences, lead.replace(/，$/, '。')] : sentences
}

const filmWords = makeWordFinder(LEXICON.en.filmTerms, 'en')

/** Removes descriptions of the filming: in Chinese the clause, in English the whole sentence. */
const withoutFilming = (sentence: string, lang: StoryLanguage): string => {
  const { filmTerms } = LEXICON[lang]
  const isFilming = (text: string) => filmTerms.some((term) => text.includes(term))
  if (lang === 'en') {
    return filmWords(sentence) > 0 ? '' : sentence
  }
  if (!isFilming(sentence)) return sentence
  const kept = sentence
    .replace(/[。！？]+$/, '')
    .split(/[，；]/)
    .filter((clause) => !isFilming(clause))
  return kept.join('，').length >= 6 ? `${kept.join('，')}。` : ''
}

/** Whether a text is written in the language of the narration. A stray text in the other language is not narrated. */
export const isInLanguage = (lang: StoryLanguage, text: string): boolean => {
  const chinese = text.match(/[\u3400-\u9fff]/g)?.length ?? 0
  const latin = text.match(/[A-Za-z]+/g)?.length ?? 0
  return lang === 'zh' ? chinese > 0 && chinese >= latin : chinese === 0
}

/** Drops quotation marks that do not come in pairs. */
const balanceQuotes = (sentence: string): string =>
  (sentence.match(/“/g) ?? []).length === (sentence.match(/”/g) ?? []).length ? sentence : sentence.replace(/[“”]/g, '')

/**
 * The sentences of a free text, clean for speech, each with its closing mark. Sentences about the filming, sentences in
 * another language and bare quotations are left out.
 */
export const splitSentences = (text: string | null, lang: StoryLanguage): string[] => {
  if (!text) return []
  const clean = cleanStoryText(text.slice(0, LONGEST_TEXT), lang)
  const sentences = lang === 'zh' ? splitChinese(clean) : splitEnglish(clean)
  return sentences
    .map((sentence) => cleanStoryText(withoutFilming(sentence.trim(), lang), lang))
    .map(balanceQuotes)
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence) && !/^[“"][^“”"]*[”"][。.]?$/.test(sentence))
    .filter((sentence) => isInLanguage(lang, sentence))
}

/** A clause with fewer units is too short to stand as a sentence. */
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
 * The longest beginning of the text that fits: whole sentences, otherwise whole clauses of the first sentence. Where
 * not even one clause fits, it is the first sentence, which then is too long. Never longer than the text.
 */
export const shortenSegment = ({ text, lang, maxUnits }: ShortenRequest): string => {
  const known: StoryLanguage = lang === 'zh' ? 'zh' : 'en'
  const sentences = splitSentences(text, known)
  const [first] = sentences
  if (!first) return text
  for (let count = sentences.length - 1; count > 0; count -= 1) {
    const kept = joinSentences(known, sentences.slice(0, count))
    if (countUnits(kept, lang) <= maxUnits) return kept
  }
  return firstClauses(first, known, maxUnits) ?? first
}
