import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { isVerb, tokenise } from './english-verbs.ts'

/** In Chinese a label is a word or a row of them ("紧张、悬疑"), in English a few words without a subject and verb. */
const LABEL = { zhCharacters: 8, zhPart: 5, enWords: 4 }

/** A keyword or two, as opposed to words that make a sentence. */
export const isLabel = (text: string, lang: StoryLanguage): boolean => {
  const bare = text.replace(/[。.!！?？]+$/u, '')
  if (lang === 'zh') {
    const parts = bare.split(/[，、；\s/|]+/).filter(Boolean)
    return bare.length <= LABEL.zhCharacters || parts.every((part) => part.length <= LABEL.zhPart)
  }
  const tokens = tokenise(bare)
  return tokens.length <= LABEL.enWords || !hasFiniteVerb(bare)
}

/** A finite verb before the first comma, colon or semicolon: the text starts as a sentence of its own. */
export const startsAsSentence = (text: string): boolean => {
  const head = tokenise(text.split(/[,:;]/)[0] ?? text)
  return (
    head.some((token, at) => at > 0 && /^(?:is|are|was|were|has|have)$/.test(token.lower)) ||
    hasFiniteVerb(text.split(/[,:;]/)[0] ?? '')
  )
}

const hasFiniteVerb = (text: string): boolean =>
  tokenise(text).some(
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
