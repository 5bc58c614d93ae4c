import nlp from 'compromise/two'
import type { People } from '../../language/find-people.ts'
import { SPEECH_EN } from '../../language/lexicon.ts'

/*
 * A thin layer over the tagger `compromise`: tokens with their tags and the text after them, verb forms by person, and the
 * word order of questions. The tagger is wrong now and then, so its callers use these functions and reject what is unclear.
 */

const IRREGULAR: Record<string, string> = {
  be: 'is',
  am: 'is',
  are: 'is',
  have: 'has',
  do: 'does',
  go: 'goes',
  were: 'was',
}
const UNCHANGED = new Set([...SPEECH_EN.modals, 'was', 'is', 'has', 'does'])

/** A word of a sentence with what stands around it and the tagger's opinion. */
export type Token = { text: string; lower: string; after: string; tags: ReadonlySet<string> }

/** Tagging is by far the slowest part of telling, and the same sentences come again and again. */
const MOST_KEPT = 5000
const kept = new Map<string, Token[]>()

/** A sentence in words; punctuation stays with the word before it. */
export const tokenise = (sentence: string): Token[] => {
  const known = kept.get(sentence)
  if (known) return known
  if (kept.size >= MOST_KEPT) kept.clear()
  const tokens = tag(sentence)
  kept.set(sentence, tokens)
  return tokens
}

const tag = (sentence: string): Token[] => {
  const tagged = nlp(sentence)
    .json()
    .flatMap((part: { terms: { text: string; tags: string[] }[] }) => part.terms)
  const tagsOf = new Map<number, ReadonlySet<string>>()
  let at = 0
  for (const term of tagged as { text: string; tags: string[] }[]) {
    if (!term.text) continue
    const found = sentence.indexOf(term.text, at)
    if (found < 0) continue
    tagsOf.set(found, new Set(term.tags))
    at = found + term.text.length
  }
  return [...sentence.matchAll(/[^\s,.;:!?“”"]+|[,.;:!?“”"]+/g)].reduce<Token[]>((tokens, match) => {
    const last = tokens.at(-1)
    if (/^[,.;:!?“”"]/.test(match[0]) && last) last.after += match[0]
    else if (!/^[,.;:!?]/.test(match[0])) {
      const tags = tagsOf.get(match.index) ?? new Set<string>()
      tokens.push({ text: match[0], lower: match[0].toLowerCase(), after: '', tags })
    }
    return tokens
  }, [])
}

export const untokenise = (tokens: readonly Token[]): string =>
  tokens
    .filter((token) => token.text)
    .map((token) => token.text + token.after)
    .join(' ')

/** "kindly", which the tagger takes for an adjective, and not "reply" or "family". */
const endsAsAdverb = (token: Token): boolean =>
  /[a-z]{2}ly$/.test(token.lower) && !token.tags.has('Noun') && !token.tags.has('Verb')

export const isAdverb = (token: Token): boolean =>
  SPEECH_EN.adverbs.includes(token.lower) ||
  token.tags.has('Adverb') ||
  token.tags.has('Negative') ||
  endsAsAdverb(token)

/** A verb that could follow a subject: finite or an auxiliary. */
export const isVerb = (token: Token): boolean =>
  UNCHANGED.has(token.lower) ||
  token.lower in IRREGULAR ||
  token.tags.has('PresentTense') ||
  token.tags.has('PastTense') ||
  token.tags.has('Modal') ||
  token.tags.has('Copula') ||
  token.tags.has('Auxiliary')

/** walk → walks, am → is, would → would: the verb after he or she. */
export const thirdPerson = (token: Token): string => {
  const { lower } = token
  if (lower in IRREGULAR) return IRREGULAR[lower] as string
  if (UNCHANGED.has(lower) || token.tags.has('PastTense') || token.tags.has('Modal') || token.tags.has('Gerund')) {
    return token.text
  }
  if (/(?:s|x|z|ch|sh|o)$/.test(lower)) return `${token.text}es`
  return /[^aeiou]y$/.test(lower) ? `${token.text.slice(0, -1)}ies` : `${token.text}s`
}

const FIRST_PERSON: Record<string, string> = {
  is: 'am',
  has: 'have',
  does: 'do',
  goes: 'go',
  "isn't": 'am not',
  "doesn't": "don't",
  "hasn't": "haven't",
}

/** walks → walk, is → am: the verb after I. */
export const firstPerson = (lower: string): string => {
  if (lower in FIRST_PERSON) return FIRST_PERSON[lower] as string
  if (UNCHANGED.has(lower) || !lower.endsWith('s') || lower.endsWith('ss')) return lower
  if (/(?:[^aeiou]ies)$/.test(lower) && lower.length > 4) return `${lower.slice(0, -3)}y`
  return /(?:sses|shes|ches|xes|zzes|oes)$/.test(lower) ? lower.slice(0, -2) : lower.slice(0, -1)
}

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
