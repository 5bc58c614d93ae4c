/** By script, most telling first: kana and Hangul settle Japanese and Korean whatever else is in the text. */
const SCRIPTS = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['ru', /\p{Script=Cyrillic}/gu],
] as const

/** A fifth of all letters is enough: one ideograph says about as much as a word, and names of others may be mixed in. */
const ENOUGH = 0.2

/** The language of a text by its script; Latin script counts as English. */
export const detectSpokenLanguage = (text: string): string => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const found = SCRIPTS.find(([, script]) => (text.match(script)?.length ?? 0) > letters * ENOUGH)
  return found?.[0] ?? 'en'
}
