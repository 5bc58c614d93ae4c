import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { z } from 'zod'

const suffixRule = z.strictObject({
  suffix: z.string().min(1),
  /** What replaces the suffix. */
  to: z.string(),
  /** How many letters must remain before the suffix. */
  minStem: z.int().positive(),
})

const EN = loadYaml(
  new URL('../../lexicon/en/search.yaml', import.meta.url),
  z.strictObject({
    stopWords: z.array(z.string().min(1)).min(1),
    irregular: z.record(z.string(), z.string()),
    suffixSteps: z.array(z.array(suffixRule).min(1)).min(1),
    /** Letters that are doubled before a suffix: `running` → `runn` → `run`. */
    undoubled: z.string(),
  }),
)
const ZH = loadYaml(
  new URL('../../lexicon/zh/search.yaml', import.meta.url),
  z.strictObject({ stopCharacters: z.string().min(1) }),
)

const STOP_WORDS = new Set(EN.stopWords)
/** Chinese characters that carry no meaning. */
export const STOP_CHARACTERS: ReadonlySet<string> = new Set(ZH.stopCharacters)
const IRREGULAR = new Map(Object.entries(EN.irregular))

/** Runs of characters written without spaces, or spaced words with their apostrophes. */
const CJK = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]`
const RUNS = new RegExp(String.raw`(?<cjk>${CJK}+)|(?<word>[[\p{L}\p{N}]--${CJK}]+(?:'[[\p{L}\p{N}]--${CJK}]+)*)`, 'gv')

/** Longer "words" are noise, such as an address or encoded data. */
const MAX_WORD_LENGTH = 64

/** A search term: the form that is compared, the form that was written, and its weight, 0–1. */
export type Token = { term: string; written: string; weight: number }

/**
 * Two words of one meaning often share a character (毒药, 下毒), which alone also occurs in words of other meanings.
 * Chosen on `bench/questions`; pairs plus single characters are usual for Chinese since TREC-5 and NTCIR.
 */
const CHARACTER_WEIGHT = 0.5

const hasVowel = (text: string) => /[aeiouy]/.test(text)

/** `runn` → `run`: applies only after a suffix was removed. */
const undouble = (stem: string): string => {
  const last = stem.at(-1) ?? ''
  return stem.length > 3 && last === stem.at(-2) && EN.undoubled.includes(last) ? stem.slice(0, -1) : stem
}

/**
 * Reduces inflected forms of an English word to one form: `sailing`, `sailed`, `sails` → `sail`. The result need not be
 * a word. Each step removes the first of its suffixes that fits.
 */
export const stemEnglish = (word: string): string => {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  return EN.suffixSteps.reduce((stem, rules) => {
    const rule = rules.find(({ suffix, minStem }) => stem.endsWith(suffix) && stem.length - suffix.length >= minStem)
    if (!rule) return stem
    const base = stem.slice(0, stem.length - rule.suffix.length)
    if (!hasVowel(base)) return stem
    return rule.to === '' && rule.suffix.length > 1 && !rule.suffix.startsWith("'") ? undouble(base) : base + rule.to
  }, word)
}

const asToken = (text: string, weight = 1): Token => ({ term: text, written: text, weight })

const pairsOf = (characters: string[]): string[] => characters.slice(1).map((next, at) => `${characters[at]}${next}`)

/** Every pair and every single character. A single character has full weight only where it was written alone. */
const cjkTokens = (characters: string[]): Token[] => [
  ...pairsOf(characters).map((pair) => asToken(pair)),
  ...characters.map((character) => asToken(character, characters.length === 1 ? 1 : CHARACTER_WEIGHT)),
]

const carriesMeaning = ({ term }: Token) => [...term].some((character) => !STOP_CHARACTERS.has(character))

const tokensOf = (text: string): Token[] => {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'")
  const tokens: Token[] = []
  for (const { groups } of plain.matchAll(RUNS)) {
    const word = groups?.word
    if (word === undefined) {
      for (const token of cjkTokens([...(groups?.cjk ?? '')])) if (carriesMeaning(token)) tokens.push(token)
    } else if (word.length <= MAX_WORD_LENGTH && !STOP_WORDS.has(word)) {
      tokens.push({ ...asToken(word), term: stemEnglish(word) })
    }
  }
  return tokens
}

/** The terms of a text that is searched: stemmed words, and every pair and single character of Chinese. */
export const documentTerms = (text: string): string[] => tokensOf(text).map(({ term }) => term)

/** The terms of a query, each once, as written where it has its highest weight. */
export const queryTokens = (text: string): Token[] => {
  const tokens = new Map<string, Token>()
  for (const token of tokensOf(text)) {
    const known = tokens.get(token.term)
    if (!known || known.weight < token.weight) tokens.set(token.term, token)
  }
  return [...tokens.values()]
}
