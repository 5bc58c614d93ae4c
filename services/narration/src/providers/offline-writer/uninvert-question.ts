import type { People } from '../../language/find-people.ts'
import { SPEECH_EN } from '../../language/lexicon.ts'
import { isVerb, type Token, thirdPerson } from './english-verbs.ts'

const BE_OR_MODAL = /^(?:am|is|are|was|were|can|could|will|would|should|may|might|must|have|has)$/

/** "Who are you" → "who you are": the subject before its verb again; null for questions with no simple subject. */
export const uninvertQuestion = (tokens: Token[], people: People): Token[] | null => {
  const isSubject = (token: Token | undefined) =>
    token !== undefined &&
    (/^(?:i|you|he|she|it|they|we|there|this|that)$/.test(token.lower) || people.names.includes(token.text))
  const reorder = (lead: Token[], [aux, subject, ...rest]: Token[]): Token[] | null => {
    if (!aux || !subject || !isSubject(subject)) return null
    if (/^(?:do|does)$/.test(aux.lower)) {
      const [verb, ...tail] = rest
      if (!verb) return null
      const plural = /^(?:i|you|they|we)$/.test(subject.lower)
      return [...lead, subject, plural ? verb : { ...verb, text: thirdPerson(verb) }, ...tail]
    }
    if (!BE_OR_MODAL.test(aux.lower)) return null
    return [...lead, { ...subject, after: '' }, { ...aux, after: subject.after }, ...rest]
  }
  const [first, second] = tokens
  if (!first || !second) return null
  if (!SPEECH_EN.wh.includes(first.lower)) {
    const whether: Token = { text: 'whether', lower: 'whether', after: '', tags: new Set() }
    return reorder([whether], tokens)
  }
  const others = tokens.slice(2)
  const nouns = others.length > 0 && others.length <= 3 && others.every((token) => !isVerb(token) && !token.after)
  if (/^(?:is|are|was|were)$/.test(second.lower) && nouns) return [first, ...others, second]
  if (BE_OR_MODAL.test(second.lower) && isSubject(tokens[2])) return reorder([first], tokens.slice(1))
  if (/^(?:do|does)$/.test(second.lower)) return reorder([first], tokens.slice(1))
  if (/^(?:who|what|which)$/.test(first.lower) && isVerb(second) && second.lower !== 'did') return tokens
  return null
}
