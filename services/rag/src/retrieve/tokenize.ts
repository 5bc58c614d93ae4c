import en from '../search-words/en.json' with { type: 'json' }
import zh from '../search-words/zh.json' with { type: 'json' }
import { stemEnglish } from './stem-english.ts'

const STOP_WORDS = new Set(en.stopWords)
const STOP_CHARACTERS = new Set(zh.stopCharacters)

/** Runs of characters written without spaces, or spaced words with their apostrophes. */
const CJK = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]`
const RUNS = new RegExp(String.raw`(?<cjk>${CJK}+)|(?<word>[[\p{L}\p{N}]--${CJK}]+(?:'[[\p{L}\p{N}]--${CJK}]+)*)`, 'gv')

/** No word is longer; what is, is noise such as an address or encoded data. */
const MAX_WORD_LENGTH = 64

/** A unit of search: what is compared, and how it was written. */
export type Token = { term: string; written: string }

const asToken = (text: string): Token => ({ term: text, written: text })

const pairsOf = (characters: string[]): string[][] =>
  characters.slice(1).map((next, at) => [characters[at] ?? '', next])

const carriesMeaning = (characters: string[]) => characters.some((character) => !STOP_CHARACTERS.has(character))

const tokensOf = (text: string, cjkUnits: (characters: string[]) => string[][]): Token[] => {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll('’', "'")
  const tokens: Token[] = []
  for (const { groups } of plain.matchAll(RUNS)) {
    const word = groups?.word
    if (word === undefined) {
      for (const unit of cjkUnits([...(groups?.cjk ?? '')]))
        if (carriesMeaning(unit)) tokens.push(asToken(unit.join('')))
    } else if (word.length <= MAX_WORD_LENGTH && !STOP_WORDS.has(word)) {
      tokens.push({ term: stemEnglish(word), written: word })
    }
  }
  return tokens
}

/** The terms of a text that is searched: stemmed words, and of Chinese every pair and every single character. */
export const documentTerms = (text: string): string[] =>
  tokensOf(text, (characters) => [...pairsOf(characters), ...characters.map((character) => [character])]).map(
    ({ term }) => term,
  )

/**
 * The terms of a query, each once. Chinese is asked in pairs: a single character stands alone only where it was
 * written alone, because within a word it matches nearly everything.
 */
export const queryTokens = (text: string): Token[] => {
  const tokens = tokensOf(text, (characters) => (characters.length === 1 ? [characters] : pairsOf(characters)))
  return [...new Map(tokens.toReversed().map((token) => [token.term, token])).values()].reverse()
}
