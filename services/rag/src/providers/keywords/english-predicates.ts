import { afterPhrase, EN, EN_GRAMMAR, type Word, withoutLeadingPhrases, written } from './english-words.ts'
import type { Finding } from './language-rules.ts'
import type { Keyword } from './lexicon.ts'

/** "a very old harbour pilot" is a noun phrase, more words before the noun are a sentence. */
const MAX_MODIFIERS = 3
/** A state is told with what follows it while that is short: "deaf in the left ear". */
const MAX_STATE_WORDS = 5
const KEEPS_MODIFIER = new Set(['occupation', 'social_status'])

const STOPS = new Set(EN_GRAMMAR.stops)
const UNTRUE = new Set(EN_GRAMMAR.untrue)
const RANKS = new Set(EN_GRAMMAR.ranks)
const GENERIC_HEADS = new Set(EN_GRAMMAR.genericHeads)

const toFinding = ({ attribute, value }: Keyword): Finding => ({ attribute, value })

const endsWith = (words: readonly Word[], keyword: string): boolean => {
  const parts = keyword.split(' ')
  const from = words.length - parts.length
  return from >= 0 && parts.every((part, at) => words[from + at]?.lower === part)
}

/** "a patient man": what the words before man, woman or person say. */
const readGenericModifiers = (phrase: readonly Word[]): Finding[] => {
  const head = phrase.at(-1)
  if (!head || !GENERIC_HEADS.has(head.lower)) return []
  return phrase.slice(0, -1).flatMap(({ lower }) => EN.states.filter(({ word }) => word === lower).map(toFinding))
}

const readKin = (phrase: readonly Word[], cast: readonly string[]): Finding[] => {
  const [kin, owner] = [phrase.at(-1), phrase.at(-2)]
  const name = owner?.written.endsWith("'s") ? owner.written.slice(0, -2) : null
  if (!kin || !name || !cast.includes(name) || !EN.kin.includes(kin.lower)) return []
  return [{ attribute: 'family_status', value: EN_GRAMMAR.kinOf.replace('{kin}', kin.lower).replace('{name}', name) }]
}

const nounPhraseOf = (words: readonly Word[]): Word[] => {
  const end = words.findIndex(({ lower }) => STOPS.has(lower))
  return words.slice(0, end === -1 ? words.length : end)
}

const readNounPhrase = (phrase: readonly Word[], isDetermined: boolean): Finding[] => {
  if (phrase.some(({ lower }) => UNTRUE.has(lower))) return []
  const generic = readGenericModifiers(phrase)
  const keyword = EN.nouns.find(({ word }) => endsWith(phrase, word))
  if (!keyword) return generic
  const modifiers = phrase.slice(0, phrase.length - keyword.word.split(' ').length)
  const isRank = modifiers.every(({ lower }) => RANKS.has(lower))
  if (isDetermined ? modifiers.length > MAX_MODIFIERS : !isRank) return generic
  const told = withoutLeadingPhrases(modifiers, EN_GRAMMAR.evaluations)
  const keepsModifier = KEEPS_MODIFIER.has(keyword.attribute) && told.length > 0
  const value = keepsModifier ? `${written(told)} ${keyword.value}` : keyword.value
  return [...generic, { attribute: keyword.attribute, value }]
}

/** "a harbour pilot", "chief engineer", "Jory's daughter": what somebody is. Without an article only bare titles. */
export const readEnglishNoun = (words: readonly Word[], cast: readonly string[]): Finding[] => {
  const undetermined = afterPhrase(words, EN_GRAMMAR.determiners)
  const phrase = nounPhraseOf(undetermined ?? words)
  const kin = readKin(phrase, cast)
  return kin.length ? kin : readNounPhrase(phrase, undetermined !== null)
}

/** "deaf in the left ear", "divorced": a state, followed by nothing or by a word its attribute allows. */
export const readEnglishState = (words: readonly Word[]): Finding[] => {
  const keyword = EN.states.find(({ word }) => afterPhrase(words, [word]) !== null)
  if (!keyword) return []
  const tail = words.slice(keyword.word.split(' ').length)
  const isOpen = keyword.word.includes(' ') || tail.length === 0
  if (!isOpen && afterPhrase(tail, EN.tailsOf(keyword.attribute)) === null) return []
  const value = words.length <= MAX_STATE_WORDS ? written(words) : keyword.value
  return [{ attribute: keyword.attribute, value }]
}

const MAX_ALIAS_WORDS = 4
/** What is over says nothing of health or mood now, while a former trade still explains a person. */
const TOLD_AS_FORMER = new Set(['occupation', 'social_status'])

type Told = { names: readonly string[]; cast: readonly string[] }

const readPresent = (words: readonly Word[], cast: readonly string[]): Finding[] => {
  const rest = withoutLeadingPhrases(words, EN_GRAMMAR.adverbs)
  return [...readEnglishNoun(rest, cast), ...readEnglishState(rest)]
}

const readPast = (words: readonly Word[], cast: readonly string[]): Finding[] =>
  readPresent(words, cast)
    .filter(({ attribute }) => TOLD_AS_FORMER.has(attribute))
    .map(({ attribute, value }) => ({ attribute, value: EN_GRAMMAR.formerly.replace('{value}', value) }))

const readOwned = (words: readonly Word[]): Finding[] => {
  const after = afterPhrase(words, EN_GRAMMAR.have)
  if (after === null) return []
  const thing = afterPhrase(after, EN_GRAMMAR.counts) ?? after
  const keyword = EN.owned.find(({ word }) => {
    const rest = afterPhrase(thing, [word])
    return rest !== null && (rest.length === 0 || STOPS.has(rest[0]?.lower ?? ''))
  })
  if (!keyword) return []
  if (keyword.attribute !== 'family_status') return [{ attribute: keyword.attribute, value: keyword.value }]
  const count = written(after.slice(0, after.length - thing.length))
  const value = EN_GRAMMAR.owns.replace('{value}', `${count} ${keyword.value}`.trim())
  return [{ attribute: 'family_status', value }]
}

const readSkill = (words: readonly Word[]): Finding[] => {
  const isSpoken = afterPhrase(words, EN_GRAMMAR.speaks) !== null
  const skill = isSpoken
    ? [{ lower: 'speak', written: 'speak' }, ...words.slice(1)]
    : afterPhrase(words, EN_GRAMMAR.can)
  if (skill === null) return []
  const keyword = EN.skills.find(({ word }) => {
    const rest = afterPhrase(skill, [word])
    return (
      rest !== null && (rest.length === 0 || EN_GRAMMAR.skillTails.includes(rest.map(({ lower }) => lower).join(' ')))
    )
  })
  return keyword ? [{ attribute: keyword.attribute, value: keyword.value }] : []
}

/** "introduces herself as Anna Lindqvist and asks …": another name, or a role with its article. */
const readAlias = (words: readonly Word[], { names, cast }: Told): Finding[] => {
  const after = afterPhrase(words, EN_GRAMMAR.alias)
  if (after === null) return []
  const role = afterPhrase(after, EN_GRAMMAR.determiners)
  if (role !== null && readEnglishNoun(after, cast).length === 0) return []
  const phrase = role ?? after
  const end = phrase.findIndex(({ lower, written }) => STOPS.has(lower) || (role === null && !/^\p{Lu}/u.test(written)))
  const alias = phrase.slice(0, end === -1 ? phrase.length : end)
  const isOwnName = alias.some((word) => names.includes(word.written))
  if (alias.length === 0 || alias.length > MAX_ALIAS_WORDS || isOwnName) return []
  return [{ attribute: 'avatar', value: written(alias) }]
}

/** What a clause says of its subject; `words` follow the subject. A negation matches nothing here. */
export const readEnglishPredicate = (words: readonly Word[], told: Told): Finding[] => {
  const { cast } = told
  const rest = withoutLeadingPhrases(words, EN_GRAMMAR.adverbs)
  const present = afterPhrase(rest, EN_GRAMMAR.present)
  if (present !== null) return readPresent(present, cast).concat(readAlias(rest, told))
  const past = afterPhrase(rest, EN_GRAMMAR.past)
  if (past !== null) return readPast(past, cast)
  return [...readOwned(rest), ...readSkill(rest), ...readAlias(rest, told)]
}
