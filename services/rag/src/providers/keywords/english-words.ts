import { z } from 'zod'
import { loadGrammar, loadLexicon } from './lexicon.ts'

const phrases = z.array(z.string().min(1)).min(1)

const grammar = z.strictObject({
  contractions: z.record(z.string(), z.string()),
  /** Words whose full stop ends no sentence. */
  abbreviations: phrases,
  /** Phrases at the start of a clause, before its subject. */
  leadIns: phrases,
  adverbs: phrases,
  /** Verbs: "is", "was", "has", "can", "speaks". */
  present: phrases,
  past: phrases,
  have: phrases,
  can: phrases,
  speaks: phrases,
  /** Words that may follow a skill without changing it. */
  skillTails: phrases,
  /** Verbs before a false name or role: "posing as". */
  alias: phrases,
  selfPronouns: phrases,
  addressedPronouns: phrases,
  /** Phrases before one's own name; an empty one allows the name alone. */
  introductions: z.array(z.string()).min(1),
  determiners: phrases,
  /** Numbers and articles before something owned. */
  counts: phrases,
  /** Words that end a noun phrase. */
  stops: phrases,
  /** "man", "woman", "person": nouns whose adjectives state something. */
  genericHeads: phrases,
  /** Words that may stand before a title that has no article: "chief engineer". */
  ranks: phrases,
  /** Adjectives that are no part of a value. */
  evaluations: phrases,
  /** Adjectives that deny the noun: "future", "fake". */
  untrue: phrases,
  hypotheticals: phrases,
  /** Ends of a clause that reports the speech of others. */
  reportEnds: phrases,
  /** Templates of values. */
  formerly: z.string(),
  owns: z.string(),
  kinOf: z.string(),
})

export const EN = loadLexicon('en')
export const EN_GRAMMAR = loadGrammar('en', grammar)

/** A word in the form that is compared, and as it was written. */
export type Word = { lower: string; written: string }

const WORD = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu
const CONTRACTIONS = new Map(Object.entries(EN_GRAMMAR.contractions))

/** Splits a text into words. `I'm` becomes two, so that one list of verbs serves both spellings. */
export const wordsOf = (text: string): Word[] =>
  [...text.replaceAll('’', "'").matchAll(WORD)].flatMap(([written]) => {
    const expanded = CONTRACTIONS.get(written.toLowerCase())
    return expanded
      ? expanded.split(' ').map((word) => ({ lower: word, written: word }))
      : [{ lower: written.toLowerCase(), written }]
  })

export const written = (words: readonly Word[]): string => words.map((word) => word.written).join(' ')

const startsWith = (words: readonly Word[], phrase: readonly string[]): boolean =>
  phrase.every((word, at) => words[at]?.lower === word)

/** The words after the longest of `phrases` at their start; null if none is there. */
export const afterPhrase = (words: readonly Word[], phrases: readonly string[]): Word[] | null => {
  let longest = -1
  for (const phrase of phrases) {
    const parts = phrase === '' ? [] : phrase.toLowerCase().split(' ')
    if (parts.length > longest && startsWith(words, parts)) longest = parts.length
  }
  return longest === -1 ? null : words.slice(longest)
}

/** The words without all `phrases` at their start. */
export const withoutLeadingPhrases = (words: readonly Word[], phrases: readonly string[]): Word[] => {
  let rest = [...words]
  for (let next = afterPhrase(rest, phrases); next !== null; next = afterPhrase(rest, phrases)) rest = next
  return rest
}
