import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { LEXICON } from '../../language/lexicon.ts'
import { isVerb, type Token, tokenise } from './english-grammar.ts'

/** In Chinese a label is a word or a row of them ("紧张、悬疑"), in English a few words without a subject and verb. */
const LABEL = { zhCharacters: 8, zhPart: 4, enWords: 4 }

const SEPARATORS = { zh: /[，,、；;/|\s]+/, en: /\s*[,，、;/|]\s*/ }

/** Without keywords of the other language ("紧张, Suspense"), joined as they were. */
export const ownWords = (text: string, lang: StoryLanguage): string => {
  const isOwn = (part: string) => (lang === 'zh' ? /[\u3400-\u9fff\d]/.test(part) : !/[\u3400-\u9fff]/.test(part))
  const parts = text.split(SEPARATORS[lang]).filter(Boolean)
  return parts.every(isOwn) ? text : parts.filter(isOwn).join(lang === 'zh' ? '，' : ', ')
}

/** The parts of a mood that say how something is, and whether there are none, only names of moods ("tension"). */
export const moodWords = (label: string): { words: string; isNoun: boolean } => {
  const parts = label.split(SEPARATORS.en).filter(Boolean)
  const isNoun = (part: string) => {
    const last = tokenise(part).at(-1)
    return last?.tags.has('Noun') === true && !LEXICON.en.moodAdjectives.includes(last.lower)
  }
  const adjectives = parts.filter((part) => !isNoun(part))
  return adjectives.length > 0 ? { words: adjectives.join(', '), isNoun: false } : { words: label, isNoun: true }
}

/** A keyword or two, as opposed to words that make a sentence. */
export const isLabel = (text: string, lang: StoryLanguage): boolean => {
  const bare = text.replace(/[。.!！?？]+$/u, '')
  if (lang === 'zh') {
    const parts = bare.split(/[，、；\s/|]+/).filter(Boolean)
    return bare.length <= LABEL.zhCharacters || parts.every((part) => part.length <= LABEL.zhPart)
  }
  const tokens = tokenise(bare)
  return tokens.length <= LABEL.enWords || !hasFiniteVerb(tokens)
}

/** A subject and its finite verb before the first comma, colon or semicolon: the text starts as a sentence of its own. */
export const startsAsSentence = (text: string): boolean => {
  const head = text.split(/[,:;]/)[0] ?? text
  const tokens = tokenise(head)
  // "Antiseptic and exhausted" has what looks like a verb, and nobody who does it.
  const subject = tokens.findIndex((token) => token.tags.has('Noun') || token.tags.has('Pronoun'))
  const after = (at: number) => subject >= 0 && at > subject
  return (
    tokens.some((token, at) => after(at) && /^(?:is|are|was|were|has|have)$/.test(token.lower)) ||
    (after(tokens.length - 1) && hasFiniteVerb(tokens.slice(subject)))
  )
}

const hasFiniteVerb = (tokens: readonly Token[]): boolean =>
  tokens.some(
    (token, at) =>
      at > 0 &&
      isVerb(token) &&
      !token.tags.has('Noun') &&
      !token.tags.has('Adjective') &&
      !token.tags.has('Participle') &&
      !token.tags.has('Gerund') &&
      (!token.tags.has('Infinitive') || token.tags.has('PastTense')),
  )

/** "tense, sad / dark" → "tense, sad and dark"; "紧张/悬疑" → "紧张、悬疑". */
export const joinLabel = (text: string, lang: StoryLanguage): string => {
  const parts = text
    .replace(/[。.!！?？]+$/u, '')
    .split(lang === 'zh' ? /[，、；/|\s]+/ : /\s*[,;/|]\s*/)
    .filter(Boolean)
  if (lang === 'zh') return parts.join('、')
  const [last, ...others] = [...parts].reverse()
  return others.length === 0 ? (last ?? '') : `${others.reverse().join(', ')} and ${(last ?? '').replace(/^and /, '')}`
}
