import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { Gender, People } from '../../language/find-people.ts'
import { escapePattern } from '../../language/keywords.ts'
import { LEXICON } from '../../language/lexicon.ts'
import { tokenise } from './english-grammar.ts'

/*
 * Replaces a pronoun by a name when the sentence alone does not show whom it means. Only people of that gender who are
 * present are candidates, and one whose gender is unknown counts for both. With one candidate of
 * known gender its name is used, otherwise the sentence is rejected. The word lists decide what counts as a nearer antecedent than a name.
 */

const PRONOUN = {
  zh: { female: /她(?!们)/, male: /(?<!其|吉|排)他(?!们|人|乡)/ },
  en: { female: /\b(?:she|her|hers|herself)\b/i, male: /\b(?:he|him|his|himself)\b/i },
} as const

const kindOf = (lang: StoryLanguage, gender: Gender) => {
  const nouns = LEXICON[lang][gender].filter((word) => word.length > 1 && !PRONOUN[lang][gender].test(word))
  return new RegExp(lang === 'zh' ? nouns.join('|') : `\\b(?:${nouns.join('|')})\\b`, 'i')
}
const KIND = {
  zh: { female: kindOf('zh', 'female'), male: kindOf('zh', 'male') },
  en: { female: kindOf('en', 'female'), male: kindOf('en', 'male') },
} as const

/** Words that point at something said before: a sentence with one leans on the sentence before it. */
const LEANING: Record<StoryLanguage, RegExp> = {
  zh: new RegExp(LEXICON.zh.leaning.join('|')),
  en: new RegExp(`^(?:${LEXICON.en.leaning.join('|')})\\b`, 'i'),
}

/** Whether a pronoun after this sentence could mean somebody in it: a name, or a noun like "father". */
export const mentionsSomebody = (sentence: string, lang: StoryLanguage, people: People): boolean =>
  people.namesIn(sentence).length > 0 ||
  KIND[lang].female.test(sentence) ||
  KIND[lang].male.test(sentence) ||
  (lang === 'en' && /\b(?:[Aa]n?|[Tt]he) \w+(?:er|or|ist|man|ent|ant)\b/.test(sentence))

/** People of that gender a pronoun could mean; those whose gender is not known count as well. */
const candidates = (gender: Gender, people: People, present: readonly string[]): string[] =>
  present.filter((name) => (people.gender.get(name) ?? gender) === gender)

const sharesGender = (name: string, gender: Gender, people: People) => (people.gender.get(name) ?? gender) === gender

/** Puts a name in the place of the pronoun at `at`. */
const putName = (sentence: string, at: number, gender: Gender, name: string, lang: StoryLanguage): string => {
  if (lang === 'zh') return sentence.slice(0, at) + name + sentence.slice(at + 1)
  const word = sentence.slice(at).match(/^\w+/)?.[0] ?? ''
  const next = tokenise(sentence.slice(at))[1]
  const noun = next?.tags.has('Noun') || next?.tags.has('Adjective')
  const beforeNoun =
    noun && !next?.tags.has('Pronoun') && !/^(?:[A-Z]|(?:some|any|every|no)(?:thing|one|body)\b)/.test(next?.text ?? '')
  const owns = /^hers$/i.test(word) || (gender === 'male' ? /^his$/i.test(word) : /^her$/i.test(word) && beforeNoun)
  return sentence.slice(0, at) + (owns ? `${name}'s` : name) + sentence.slice(at + word.length)
}

/** Whether a pronoun is the object right after a verb whose subject is one of the names. */
const isObjectOf = (before: string, rest: string, named: readonly string[]): boolean =>
  named.some((name) => new RegExp(`(?:^|[,;] )${escapePattern(name)} (?:\\w+ly )?\\w+s $`).test(before)) &&
  /^(?:him\b|her(?=[.,;:!?]| (?:of|to|in|on|at|by|with|from|for|and|that|off|out|down|up|away|into|before|after|as|without)\b))/.test(
    rest,
  )

/**
 * Who a pronoun means that the sentence itself does not tell: null when it does, 'unclear' when several could be
 * meant. In Chinese a pronoun inside a clause means somebody else than the subject; in English mostly the subject.
 */
const missingAntecedent = (
  sentence: string,
  at: number,
  gender: Gender,
  lang: StoryLanguage,
  people: People,
  present: readonly string[],
): string | 'unclear' | null => {
  const before = sentence.slice(0, at)
  const named = people.namesIn(before).filter((name) => sharesGender(name, gender, people))
  const opensClause = /[，。；：！？“]$/.test(before)
  const others = candidates(gender, people, present).filter((name) => !named.includes(name))
  const [only] = others
  // "Clara accuses her": the object of a verb is never its subject.
  if (lang === 'en' && named.length > 0 && isObjectOf(before, sentence.slice(at), named)) {
    return others.length === 1 && only && people.gender.get(only) === gender ? only : 'unclear'
  }
  if (named.length > 0 && (lang === 'en' || opensClause)) return null
  // "her father with his pills": a noun of that gender is nearer than any name.
  if (named.length === 0 && KIND[lang][gender].test(before)) return null
  // "The Saint Petroc has lost her radar": something with a name of its own is nearer as well.
  if (lang === 'en' && people.namesIn(before).length === 0 && /\s[A-Z][a-z]+/.test(before)) return null
  if (others.length === 0) return named.length === 0 && people.names.length > 0 ? 'unclear' : null
  return others.length === 1 && only && people.gender.get(only) === gender ? only : 'unclear'
}

/** Whether a sentence points at something outside itself that no name can stand for. */
export const leansOnBefore = (sentence: string, lang: StoryLanguage): boolean => LEANING[lang].test(sentence)

/** A sentence that stands alone, with names where it only had pronouns; null where it is not clear who is meant. */
export const resolvePronouns = (
  sentence: string,
  lang: StoryLanguage,
  people: People,
  present: readonly string[],
): string | null => {
  let result = sentence
  for (const gender of ['female', 'male'] as const) {
    const at = result.search(PRONOUN[lang][gender])
    if (at < 0) continue
    const name = missingAntecedent(result, at, gender, lang, people, present)
    if (name === 'unclear') return null
    if (name) result = putName(result, at, gender, name, lang)
  }
  return result
}

/** Without the name a sentence starts with, where the sentence before already is about that person. */
export const continueAbout = (sentence: string, before: string, lang: StoryLanguage, people: People): string => {
  const name = people.names.find((candidate) => sentence.startsWith(candidate))
  const gender = name ? people.gender.get(name) : undefined
  if (!name || !gender || !before.startsWith(name)) return sentence
  const clear = people.namesIn(before).every((other) => other === name || !sharesGender(other, gender, people))
  const rest = sentence.slice(name.length)
  // "Clara accuses her": with "she" for Clara nobody could tell the two apart.
  const sameWord =
    lang === 'zh' ? PRONOUN.zh[gender] : gender === 'female' ? /\bher(?=[.,;:!?]| (?:of|to|that)\b)/ : /\bhim\b/
  if (sameWord.test(rest.split(/[，；。]/)[0] ?? '')) return sentence
  const clearAfter = people.namesIn(rest).every((other) => !sharesGender(other, gender, people))
  if (!clear || !clearAfter) return sentence
  if (lang === 'zh') return /^[和与、]/.test(rest) ? sentence : (gender === 'female' ? '她' : '他') + rest
  if (/^['’]s\b/.test(rest)) return (gender === 'female' ? 'Her' : 'His') + rest.slice(2)
  return /^ (?!and\b|or\b)/.test(rest) ? (gender === 'female' ? 'She' : 'He') + rest : sentence
}
