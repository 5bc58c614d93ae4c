import { afterPhrase, EN, EN_GRAMMAR, type Word, withoutLeadingPhrases, written } from './english-words.ts'
import type { Finding, Subject } from './language-rules.ts'
import { isPosition, toFinding } from './lexicon.ts'

/** "a very old harbour pilot" is a noun phrase; with more words before the noun it is a sentence. */
const MAX_MODIFIERS = 3
/** The value of a short state includes what follows it: "deaf in the left ear". */
const MAX_STATE_WORDS = 5
const MAX_ALIAS_WORDS = 4

type Named = Pick<Subject, 'names' | 'cast'>

const STOPS = new Set(EN_GRAMMAR.stops)
const UNTRUE = new Set(EN_GRAMMAR.untrue)
const RANKS = new Set(EN_GRAMMAR.ranks)
const GENERIC_HEADS = new Set(EN_GRAMMAR.genericHeads)

const endsWith = (words: readonly Word[], keyword: string): boolean => {
  const parts = keyword.split(' ')
  const from = words.length - parts.length
  return from >= 0 && parts.every((part, at) => words[from + at]?.lower === part)
}

/** "a patient man": the states that the words before man, woman or person name. */
const parseGenericModifiers = (phrase: readonly Word[]): Finding[] => {
  const head = phrase.at(-1)
  if (!head || !GENERIC_HEADS.has(head.lower)) return []
  return phrase.slice(0, -1).flatMap(({ lower }) => EN.states.filter(({ word }) => word === lower).map(toFinding))
}

const parseKin = (phrase: readonly Word[], cast: readonly string[]): Finding[] => {
  const [kin, owner] = [phrase.at(-1), phrase.at(-2)]
  const name = owner?.written.endsWith("'s") ? owner.written.slice(0, -2) : null
  if (!kin || !name || !cast.includes(name) || !EN.kin.includes(kin.lower)) return []
  return [{ attribute: 'family_status', value: EN_GRAMMAR.kinOf.replace('{kin}', kin.lower).replace('{name}', name) }]
}

const nounPhraseOf = (words: readonly Word[]): Word[] => {
  const end = words.findIndex(({ lower }) => STOPS.has(lower))
  return words.slice(0, end === -1 ? words.length : end)
}

const parseNounPhrase = (phrase: readonly Word[], isDetermined: boolean): Finding[] => {
  if (phrase.some(({ lower }) => UNTRUE.has(lower))) return []
  const generic = parseGenericModifiers(phrase)
  const keyword = EN.nouns.find(({ word }) => endsWith(phrase, word))
  if (!keyword) return generic
  const modifiers = phrase.slice(0, phrase.length - keyword.word.split(' ').length)
  const isRank = modifiers.every(({ lower }) => RANKS.has(lower))
  if (isDetermined ? modifiers.length > MAX_MODIFIERS : !isRank) return generic
  const kept = withoutLeadingPhrases(modifiers, EN_GRAMMAR.evaluations)
  const keepsModifier = isPosition(keyword) && kept.length > 0
  const value = keepsModifier ? `${written(kept)} ${keyword.value}` : keyword.value
  return [...generic, { attribute: keyword.attribute, value }]
}

/** "a harbour pilot", "chief engineer", "Jory's daughter": who somebody is. Without an article, bare titles only. */
export const parseEnglishNoun = (words: readonly Word[], cast: readonly string[]): Finding[] => {
  const undetermined = afterPhrase(words, EN_GRAMMAR.determiners)
  const phrase = nounPhraseOf(undetermined ?? words)
  const kin = parseKin(phrase, cast)
  return kin.length ? kin : parseNounPhrase(phrase, undetermined !== null)
}

/** "deaf in the left ear", "divorced": a state, followed by nothing or by a word that its attribute allows. */
export const parseEnglishState = (words: readonly Word[]): Finding[] => {
  const keyword = EN.states.find(({ word }) => afterPhrase(words, [word]) !== null)
  if (!keyword) return []
  const tail = words.slice(keyword.word.split(' ').length)
  const isOpen = keyword.word.includes(' ') || tail.length === 0
  if (!isOpen && afterPhrase(tail, EN.tailsOf(keyword.attribute)) === null) return []
  const value = words.length <= MAX_STATE_WORDS ? written(words) : keyword.value
  return [{ attribute: keyword.attribute, value }]
}

const parsePresent = (words: readonly Word[], cast: readonly string[]): Finding[] => {
  const rest = withoutLeadingPhrases(words, EN_GRAMMAR.adverbs)
  return [...parseEnglishNoun(rest, cast), ...parseEnglishState(rest)]
}

const parsePast = (words: readonly Word[], cast: readonly string[]): Finding[] =>
  parsePresent(words, cast)
    .filter(isPosition)
    .map(({ attribute, value }) => ({ attribute, value: EN_GRAMMAR.formerly.replace('{value}', value) }))

const parseOwned = (words: readonly Word[]): Finding[] => {
  const after = afterPhrase(words, EN_GRAMMAR.have)
  if (after === null) return []
  const thing = afterPhrase(after, EN_GRAMMAR.counts) ?? after
  const keyword = EN.owned.find(({ word }) => {
    const rest = afterPhrase(thing, [word])
    return rest !== null && (rest.length === 0 || STOPS.has(rest[0]?.lower ?? ''))
  })
  if (!keyword) return []
  if (keyword.attribute !== 'family_status') return [toFinding(keyword)]
  const count = written(after.slice(0, after.length - thing.length))
  const value = EN_GRAMMAR.owns.replace('{value}', `${count} ${keyword.value}`.trim())
  return [{ attribute: 'family_status', value }]
}

const parseSkill = (words: readonly Word[]): Finding[] => {
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
  return keyword ? [toFinding(keyword)] : []
}

/** "introduces herself as Anna Lindqvist and asks …": another name, or a role with its article. */
const parseAlias = (words: readonly Word[], { names, cast }: Named): Finding[] => {
  const after = afterPhrase(words, EN_GRAMMAR.alias)
  if (after === null) return []
  const role = afterPhrase(after, EN_GRAMMAR.determiners)
  if (role !== null && parseEnglishNoun(after, cast).length === 0) return []
  const phrase = role ?? after
  const end = phrase.findIndex(({ lower, written }) => STOPS.has(lower) || (role === null && !/^\p{Lu}/u.test(written)))
  const alias = phrase.slice(0, end === -1 ? phrase.length : end)
  const isOwnName = alias.some((word) => names.includes(word.written))
  if (alias.length === 0 || alias.length > MAX_ALIAS_WORDS || isOwnName) return []
  return [{ attribute: 'avatar', value: written(alias) }]
}

/** The facts that a clause states of its subject; `words` follow the subject. A negation matches no form. */
export const parseEnglishPredicate = (words: readonly Word[], subject: Named): Finding[] => {
  const { cast } = subject
  const rest = withoutLeadingPhrases(words, EN_GRAMMAR.adverbs)
  const present = afterPhrase(rest, EN_GRAMMAR.present)
  if (present !== null) return parsePresent(present, cast).concat(parseAlias(rest, subject))
  const past = afterPhrase(rest, EN_GRAMMAR.past)
  if (past !== null) return parsePast(past, cast)
  return [...parseOwned(rest), ...parseSkill(rest), ...parseAlias(rest, subject)]
}
