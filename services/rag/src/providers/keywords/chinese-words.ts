import avatar from '../../keywords/zh/avatar.json' with { type: 'json' }
import familyStatus from '../../keywords/zh/family-status.json' with { type: 'json' }
import gender from '../../keywords/zh/gender.json' with { type: 'json' }
import grammar from '../../keywords/zh/grammar.json' with { type: 'json' }
import intrinsicTrait from '../../keywords/zh/intrinsic-trait.json' with { type: 'json' }
import keySkill from '../../keywords/zh/key-skill.json' with { type: 'json' }
import mentalStatus from '../../keywords/zh/mental-status.json' with { type: 'json' }
import occupation from '../../keywords/zh/occupation.json' with { type: 'json' }
import physicalHealth from '../../keywords/zh/physical-health.json' with { type: 'json' }
import socialStatus from '../../keywords/zh/social-status.json' with { type: 'json' }
import { makeLexicon } from './lexicon.ts'

export const ZH = makeLexicon({
  occupation,
  avatar,
  family_status: familyStatus,
  physical_health: physicalHealth,
  mental_status: mentalStatus,
  key_skill: keySkill,
  intrinsic_trait: intrinsicTrait,
  gender,
  social_status: socialStatus,
})

export const ZH_GRAMMAR = grammar

/** The text after the longest of `words` it starts with; null when it starts with none. */
export const afterAny = (text: string, words: readonly string[]): string | null => {
  let longest = -1
  for (const word of words) if (word.length > longest && text.startsWith(word)) longest = word.length
  return longest === -1 ? null : text.slice(longest)
}

/** The text without any number of `words` at its start. */
export const withoutLeading = (text: string, words: readonly string[]): string => {
  let rest = text
  for (let next = afterAny(rest, words); next !== null; next = afterAny(rest, words)) rest = next
  return rest
}

const PARTICLES = new Set(grammar.particles)

/** The text without the particles that close a sentence. */
export const withoutParticles = (text: string): string => {
  let end = text.length
  while (end > 0 && PARTICLES.has(text[end - 1] ?? '')) end -= 1
  return text.slice(0, end)
}
