import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { tokenise } from './english-verbs.ts'
import type { Gender, People } from './find-people.ts'

const ZH = { female: /她(?!们)/, male: /(?<!其|吉|排)他(?!们|人|乡)/ } as const
const EN = { female: /\b(?:she|her|hers|herself)\b/i, male: /\b(?:he|him|his|himself)\b/i } as const
const PLURAL = { zh: /他们|她们|它|两人/, en: /^(?:They|Their|Both|It|Its)\b/ } as const

/** The only one of that gender who can be meant; null when nobody or several can. */
const onlyOne = (gender: Gender, people: People, present: readonly string[]): string | null => {
  const possible = present.filter((name) => (people.gender.get(name) ?? gender) === gender)
  const sure = possible.filter((name) => people.gender.get(name) === gender)
  return possible.length === 1 && sure.length === 1 ? (sure[0] ?? null) : null
}

const putName = (sentence: string, gender: Gender, name: string, lang: StoryLanguage): string => {
  if (lang === 'zh') return sentence.replace(ZH[gender], name)
  const possessive = gender === 'male' ? /\bhis\b/i : /\bher\b/i
  const first = sentence.search(EN[gender])
  const word = sentence.slice(first).match(/^\w+/)?.[0] ?? ''
  const tokens = tokenise(sentence.slice(first))
  const isPossessive =
    possessive.test(word) && (gender === 'male' || tokens[1]?.tags.has('Noun') || tokens[1]?.tags.has('Adjective'))
  return sentence.slice(0, first) + (isPossessive ? `${name}’s` : name) + sentence.slice(first + word.length)
}

/** Whether a sentence speaks of people only by pronouns, or of nobody at all. */
export const dependsOnBefore = (sentence: string, lang: StoryLanguage, people: People): boolean => {
  const [name] = people.namesIn(sentence)
  const pronouns = lang === 'zh' ? [ZH.female, ZH.male, PLURAL.zh] : [EN.female, EN.male, PLURAL.en]
  const first = Math.min(
    ...pronouns.map((pattern) => sentence.search(pattern)).map((at) => (at < 0 ? sentence.length : at)),
  )
  if (name) return first < sentence.indexOf(name)
  return lang === 'zh' ? true : first < sentence.length
}

/** A sentence that stands alone, with names where it only had pronouns; null where it is not clear who is meant. */
export const resolvePronouns = (
  sentence: string,
  lang: StoryLanguage,
  people: People,
  present: readonly string[],
): string | null => {
  const patterns = lang === 'zh' ? ZH : EN
  if (PLURAL[lang].test(sentence) && people.namesIn(sentence).length === 0) return null
  let result = sentence
  for (const gender of ['female', 'male'] as const) {
    const at = result.search(patterns[gender])
    if (at < 0) continue
    const named = people.namesIn(result).filter((name) => result.indexOf(name) < at)
    if (named.some((name) => (people.gender.get(name) ?? gender) === gender)) continue
    const name = onlyOne(gender, people, present)
    if (!name) return null
    if (people.namesIn(result).includes(name)) continue
    result = putName(result, gender, name, lang)
  }
  return result
}
