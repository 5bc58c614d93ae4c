import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { cleanText } from './clean-text.ts'
import { LEXICON } from './lexicon.ts'
import { makeWordFinder } from './make-word-finder.ts'

/** Characters of one text that are read: what a scene is about is said by then. */
const LONGEST_TEXT = 4000

/** A full stop after one of these ends no sentence. */
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

/** Chinese sentences, with a short fragment that only sets time or place ("深夜。") drawn into what follows it. */
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

/** Without what describes the filming: in Chinese the clause that does, in English the sentence. */
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

/** Whether a text is in the language of the narration at all: a stray text in the other one is not read out. */
export const isIn = (lang: StoryLanguage, text: string): boolean => {
  const chinese = text.match(/[\u3400-\u9fff]/g)?.length ?? 0
  const latin = text.match(/[A-Za-z]+/g)?.length ?? 0
  return lang === 'zh' ? chinese > 0 && chinese >= latin : chinese === 0
}

/** A quotation mark without its twin is dropped. */
const balanceQuotes = (sentence: string): string =>
  (sentence.match(/“/g) ?? []).length === (sentence.match(/”/g) ?? []).length ? sentence : sentence.replace(/[“”]/g, '')

/** Clean, speakable sentences of a free text, each with its closing mark. */
export const splitSentences = (text: string | null, lang: StoryLanguage): string[] => {
  if (!text) return []
  const clean = cleanText(text.slice(0, LONGEST_TEXT), lang)
  const sentences = lang === 'zh' ? splitChinese(clean) : splitEnglish(clean)
  return sentences
    .map((sentence) => cleanText(withoutFilming(sentence.trim(), lang), lang))
    .map(balanceQuotes)
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence) && !/^[“"][^“”"]*[”"][。.]?$/.test(sentence))
    .filter((sentence) => isIn(lang, sentence))
}
