import { afterPhrase, EN, EN_GRAMMAR, type Word, withoutLeadingPhrases, written } from './english-words.ts'
import type { Finding } from './language-rules.ts'
import { readEnglishNoun, readEnglishState } from './read-english-complement.ts'

const MAX_ALIAS_WORDS = 4
/** What is over says nothing of health or mood now, while a former trade still explains a person. */
const TOLD_AS_FORMER = new Set(['occupation', 'social_status'])
const STOPS = new Set(EN_GRAMMAR.stops)

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
