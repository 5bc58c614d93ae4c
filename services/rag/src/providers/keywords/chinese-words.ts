import { z } from 'zod'
import { loadGrammar, loadLexicon } from './lexicon.ts'

const words = z.array(z.string().min(1)).min(1)

const grammar = z.strictObject({
  compoundSurnames: words,
  /** Words at the start of a clause, before its subject. */
  leadIns: words,
  adverbs: words,
  /** Adverbs that put a clause into the past. */
  pastAdverbs: words,
  /** Verbs: "is", "becomes", "has been", "has", "can". */
  copulas: words,
  becomes: words,
  pastCopulas: words,
  have: words,
  can: words,
  /** Counters before something owned. */
  ownedCounters: words,
  /** Words of degree before a skill, and before a state. */
  skillDegrees: words,
  degrees: words,
  /** Verbs before a false role, and before a false name. */
  disguiseVerbs: words,
  pretendVerbs: words,
  aliasVerbs: words,
  /** Words before a real name. */
  realName: words,
  /** Phrases before one's own name; an empty one allows the name alone. */
  introductions: z.array(z.string()).min(1),
  selfPronouns: words,
  addressedPronouns: words,
  /** What surrounds a mood that somebody is in: 在愧疚里. */
  within: z.string(),
  withinEnds: words,
  /** What follows an illness that got worse. */
  worsened: words,
  determiners: words,
  /** Adjectives that are no part of a value. */
  evaluations: words,
  /** Words that deny the noun: 冒牌, 未来. */
  untrue: words,
  /** Words that start a clause rather than a noun phrase. */
  verbStarts: words,
  /** Characters that no modifier of a noun contains. */
  modifierBlocks: z.string(),
  /** Characters that close a sentence without a meaning of their own. */
  particles: z.string(),
  questionEnds: words,
  hypotheticals: words,
  /** Ends of a clause that reports the speech of others. */
  reportEnds: words,
  /** Pattern of how long a state has lasted. */
  duration: z.string(),
  /** Templates of values. */
  formerly: z.string(),
  owns: z.string(),
  kinOf: z.string(),
})

export const ZH = loadLexicon('zh')
export const ZH_GRAMMAR = loadGrammar('zh', grammar)

/** The text after the longest of `words` at its start; null if none is there. */
export const afterAny = (text: string, words: readonly string[]): string | null => {
  let longest = -1
  for (const word of words) if (word.length > longest && text.startsWith(word)) longest = word.length
  return longest === -1 ? null : text.slice(longest)
}

/** The text without all `words` at its start. */
export const withoutLeading = (text: string, words: readonly string[]): string => {
  let rest = text
  for (let next = afterAny(rest, words); next !== null; next = afterAny(rest, words)) rest = next
  return rest
}

const PARTICLES = new Set(ZH_GRAMMAR.particles)

/** The text without the particles that close a sentence. */
export const withoutParticles = (text: string): string => {
  let end = text.length
  while (end > 0 && PARTICLES.has(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}
