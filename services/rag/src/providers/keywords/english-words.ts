import familyStatus from '../../keywords/en/family-status.json' with { type: 'json' }
import gender from '../../keywords/en/gender.json' with { type: 'json' }
import grammar from '../../keywords/en/grammar.json' with { type: 'json' }
import intrinsicTrait from '../../keywords/en/intrinsic-trait.json' with { type: 'json' }
import keySkill from '../../keywords/en/key-skill.json' with { type: 'json' }
import mentalStatus from '../../keywords/en/mental-status.json' with { type: 'json' }
import occupation from '../../keywords/en/occupation.json' with { type: 'json' }
import physicalHealth from '../../keywords/en/physical-health.json' with { type: 'json' }
import socialStatus from '../../keywords/en/social-status.json' with { type: 'json' }
import { makeLexicon } from './lexicon.ts'

export const EN = makeLexicon({
  occupation,
  family_status: familyStatus,
  physical_health: physicalHealth,
  mental_status: mentalStatus,
  key_skill: keySkill,
  intrinsic_trait: intrinsicTrait,
  gender,
  social_status: socialStatus,
})

export const EN_GRAMMAR = grammar

/** A word as it is compared and as it was written. */
export type Word = { lower: string; written: string }

const WORD = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu
const CONTRACTIONS = new Map(Object.entries(grammar.contractions))

/** `I'm` becomes two words, so that one list of verbs serves both spellings. */
export const wordsOf = (text: string): Word[] =>
  [...text.replaceAll('’', "'").matchAll(WORD)].flatMap(([written]) => {
    const expanded = CONTRACTIONS.get(written.toLowerCase())
    return expanded
      ? expanded.split(' ').map((word) => ({ lower: word, written: word }))
      : [{ lower: written.toLowerCase(), written }]
  })

export const written = (words: readonly Word[]): string => words.map((word) => word.written).join(' ')

const startsWith = (words: readonly Word[], phrase: readonly string[]): boolean =>
  phrase.every((word, at) => words[at]?.lower === word)

/** The words after the longest of `phrases` they start with; null when they start with none. */
export const afterPhrase = (words: readonly Word[], phrases: readonly string[]): Word[] | null => {
  let longest = -1
  for (const phrase of phrases) {
    const parts = phrase === '' ? [] : phrase.toLowerCase().split(' ')
    if (parts.length > longest && startsWith(words, parts)) longest = parts.length
  }
  return longest === -1 ? null : words.slice(longest)
}

/** The words without any number of `phrases` at their start. */
export const withoutLeadingPhrases = (words: readonly Word[], phrases: readonly string[]): Word[] => {
  let rest = [...words]
  for (let next = afterPhrase(rest, phrases); next !== null; next = afterPhrase(rest, phrases)) rest = next
  return rest
}
