import type { CharacterFactsFile } from '@vss/shared/contracts/files/character-facts.ts'
import { type CharacterFact, FACT_WORDS } from '@vss/shared/story/facts.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'

/** Two facts with the same identity are one fact. A mood in another scene is another fact, a trait is not. */
const identityOf = (fact: CharacterFact): string => {
  const value = fact.value.toLowerCase().replace(/\s+/g, ' ').trim()
  return JSON.stringify([fact.character, fact.attribute, value, fact.type === 'ephemeral' ? fact.sceneId : null])
}

/**
 * Facts in storyline order, each once, with the earliest scene that states it as its source. Facts about scenes that the
 * story does not have are left out and counted.
 */
export const mergeFacts = (
  facts: readonly CharacterFact[],
  scenes: readonly { id: number; order: number }[],
): { facts: CharacterFact[]; skipped: number } => {
  const orderOf = new Map(scenes.map(({ id, order }) => [id, order]))
  const known = facts.flatMap((fact) => {
    const order = orderOf.get(fact.sceneId)
    return order === undefined ? [] : [{ fact, order }]
  })
  const merged = new Map<string, CharacterFact>()
  for (const { fact } of known.toSorted((a, b) => a.order - b.order)) {
    const identity = identityOf(fact)
    if (!merged.has(identity)) merged.set(identity, fact)
  }
  return { facts: [...merged.values()], skipped: facts.length - known.length }
}

/** Edge clients know the canonical keys as the English names. The Chinese names are the first words of `FACT_WORDS`. */
const namesIn = (lang: StoryLanguage, { attribute, type }: CharacterFact): { attribute: string; type: string } => {
  if (lang === 'en') return { attribute, type }
  const { attributes, types } = FACT_WORDS.zh
  return { attribute: attributes[attribute][0] ?? attribute, type: types[type][0] ?? type }
}

/** The facts by character, in the language of the story. Every given character is a key, with or without facts. */
export const toFactsByCharacter = (
  characters: readonly string[],
  facts: readonly CharacterFact[],
  lang: StoryLanguage,
): CharacterFactsFile['identified_facts_by_character'] => {
  const byCharacter = Map.groupBy(facts, ({ character }) => character)
  return Object.fromEntries(
    characters.map((character) => [
      character,
      (byCharacter.get(character) ?? []).map((fact) => {
        const { attribute, type } = namesIn(lang, fact)
        return { scene_id: fact.sceneId, attribute, value: fact.value, source_text: fact.sourceText, type }
      }),
    ]),
  )
}
