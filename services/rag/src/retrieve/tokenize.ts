import words from '../search-words/en.json' with { type: 'json' }
import en from '../search-words/en.json' with { type: 'json' }
import zh from '../search-words/zh.json' with { type: 'json' }

const IRREGULAR = new Map(Object.entries(words.irregular))

const hasVowel = (text: string) => /[aeiouy]/.test(text)

/** `runn` → `run`: only after a suffix was taken off. */
const undouble = (stem: string): string => {
  const last = stem.at(-1) ?? ''
  return stem.length > 3 && last === stem.at(-2) && words.undoubled.includes(last) ? stem.slice(0, -1) : stem
}

/**
 * Brings inflected forms of an English word to one form: `sailing`, `sailed`, `sails` → `sail`. The result need not
 * be a word. Each step takes off the first of its suffixes that fits.
 */
export const stemEnglish = (word: string): string => {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined) return irregular
  return words.suffixSteps.reduce((stem, rules) => {
    const rule = rules.find(({ suffix, minStem }) => stem.endsWith(suffix) && stem.length - suffix.length >= minStem)
    if (!rule) return stem
    const base = stem.slice(0, stem.length - rule.suffix.length)
    if (!hasVowel(base)) return stem
    return rule.to === '' && rule.suffix.length > 1 && !rule.suffix.startsWith("'") ? undouble(base) : base + rule.to
  }, word)
}

const STOP_WORDS = new Set(en.stopWords)
const STOP_CHARACTERS = new Set(zh.stopCharacters)

/** Runs of characters written without spaces, or spaced words with their apostrophes. */
const CJK = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]`
const RUNS = new RegExp(String.raw`(?<cjk>${CJK}+)|(?<word>[[\p{L}\p{N}]--${CJK}]+(?:'[[\p{L}\p{N}]--${CJK}]+)*)`, 'gv')

/** No word is longer; what is, is noise such as an address or encoded data. */
const MAX_WORD_LENGTH = 64

/** A unit of search: what is compared, how it was written, and how much it counts, 0–1. */
export type Token = { term: string; written: string; weight: number }

/**
 * Two words of one meaning often share a character (毒药, 下毒), which alone also stands in words of other meanings.
 * Chosen on `bench/questions`; pairs and single characters together are usual for Chinese since TREC-5 and NTCIR.
 */
const CHARACTER_WEIGHT = 0.5

const asToken = (text: string, weight = 1): Token => ({ term: text, written: text, weight })

const pairsOf = (characters: string[]): string[][] =>
  characters.slice(1).map((next, at) => [characters[at] ?? '', next])

const carriesMeaning = (characters: string[]) => characters.some((character) => !STOP_CHARACTERS.has(character))

const tokensOf = (text: string, cjkTokens: (characters: string[]) => Token[]): Token[] => {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'")
  const tokens: Token[] = []
  for (const { groups } of plain.matchAll(RUNS)) {
    const word = groups?.word
    if (word === undefined) {
      for (const token of cjkTokens([...(groups?.cjk ?? '')])) if (carriesMeaning([...token.term])) tokens.push(token)
    } else if (word.length <= MAX_WORD_LENGTH && !STOP_WORDS.has(word)) {
      tokens.push({ ...asToken(word), term: stemEnglish(word) })
    }
  }
  return tokens
}

const singlesOf = (characters: string[], weight: number): Token[] =>
  characters.map((character) => asToken(character, weight))

/** Every pair and every single character, which counts in full only where it was written alone. */
const cjkTokens = (characters: string[]): Token[] => [
  ...pairsOf(characters).map((pair) => asToken(pair.join(''))),
  ...singlesOf(characters, characters.length === 1 ? 1 : CHARACTER_WEIGHT),
]

/** The terms of a text that is searched: stemmed words, and of Chinese every pair and every single character. */
export const documentTerms = (text: string): string[] => tokensOf(text, cjkTokens).map(({ term }) => term)

/** The terms of a query, each once, as written where it counts most. */
export const queryTokens = (text: string): Token[] => {
  const tokens = new Map<string, Token>()
  for (const token of tokensOf(text, cjkTokens)) {
    const known = tokens.get(token.term)
    if (!known || known.weight < token.weight) tokens.set(token.term, token)
  }
  return [...tokens.values()]
}
