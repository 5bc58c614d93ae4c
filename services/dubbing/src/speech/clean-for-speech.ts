import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import { z } from 'zod'

/** Square and lenticular brackets hold citation marks and scene numbers, round ones asides and stage directions. */
const SQUARE = /\[[^[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|［[^［］]*］/gu
const ROUND = /（[^（）]*）|\([^()]*\)/gu
const TAGS = /<\/?[A-Za-z][^<>]*>/gu
/** Characters of markup, and emoji: a voice would spell them out or fall silent. */
const SYMBOLS = /[*_#`^|\\<>{}[\]【】〔〕［］（）()~～\p{So}\p{Sk}\p{Co}\p{Cn}\uFFFD]/gu
/** Full-width letters and digits, superscripts, circled and Roman numerals: voices read their plain forms. */
const COMPATIBLE = /[Ａ-Ｚａ-ｚ０-９\p{No}\p{Nl}]/gu
const CJK = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}，。、；：？！…“”‘’《》]'
const SPACE_BETWEEN_CJK = new RegExp(`(?<=${CJK})\\s+(?=${CJK})`, 'gu')

const lexicon = z.strictObject({ rewrites: z.array(z.tuple([z.string().min(1), z.string()])) })

const loadRewrites = (language: string) => {
  const { rewrites } = loadYaml(new URL(`../../lexicon/${language}/speech.yaml`, import.meta.url), lexicon)
  return rewrites.map(([pattern, replacement]) => ({ pattern: new RegExp(pattern, 'gu'), replacement }))
}

/** How symbols are said, by language. A language without a lexicon leaves that to the voice. */
const REWRITES = new Map(['en', 'zh'].map((language) => [language, loadRewrites(language)]))

const hasWords = (text: string) => /[\p{L}\p{N}]/u.test(text)

/** Removes bracketed parts, nested ones from the inside out. */
const removeAll = (text: string, pattern: RegExp): string => {
  const shorter = text.replace(pattern, ' ')
  return shorter === text ? text : removeAll(shorter, pattern)
}

const dropAsides = (text: string): string => {
  const bare = removeAll(text, ROUND)
  // When the whole sentence is in brackets, it is the narration and not an aside.
  return hasWords(bare) ? bare : text
}

/**
 * The words of a narration as a voice should get them: without brackets, citation marks, markup, emoji and control
 * characters; symbols written out as words of the language; single spaces. Empty when there is nothing to say.
 */
export const cleanForSpeech = (narration: string, language: string): string => {
  const plain = narration
    .toWellFormed()
    .normalize('NFC')
    .replace(COMPATIBLE, (character) => character.normalize('NFKC'))
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\p{Cf}|\u{FE0F}/gu, '')
  const bare = dropAsides(removeAll(plain.replace(TAGS, ' '), SQUARE))
  const rewrites = REWRITES.get(language) ?? []
  const clean = rewrites
    .reduce((text, { pattern, replacement }) => text.replace(pattern, replacement), bare)
    .replace(SYMBOLS, ' ')
    .replace(/\s+/gu, ' ')
    .replace(SPACE_BETWEEN_CJK, '')
    .replace(/\s+(?=[,.，。、；])/gu, '')
    .replace(/([,，、])[,，、]+/gu, '$1')
    .replace(/[,，、]+(?=[.。!！?？;；:：…])/gu, '')
    .replace(/^[\s,.，。、;；:：]+/u, '')
    .trim()
  if (!hasWords(clean)) return ''
  // Again, because a removed character may have separated a number from its sign: "1🎉%" has become "1 %".
  return clean === narration ? clean : cleanForSpeech(clean, language)
}
