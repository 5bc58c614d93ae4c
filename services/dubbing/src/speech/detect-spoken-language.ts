/** In order of precedence: kana means Japanese and Hangul means Korean, whatever else is in the text. */
const SCRIPTS = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
] as const

/** A fifth of all letters is enough: one ideograph stands for about a word, and foreign names may be mixed in. */
const ENOUGH = 0.2

/** Guesses the language of a text from its script; Latin script counts as English. */
export const detectSpokenLanguage = (text: string): string => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const found = SCRIPTS.find(([, script]) => (text.match(script)?.length ?? 0) > letters * ENOUGH)
  return found?.[0] ?? 'en'
}
