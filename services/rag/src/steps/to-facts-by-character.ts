import type { CharacterFactsFile } from '@vss/shared/contracts/files/character-facts.ts'
import { type CharacterFact, FACT_WORDS } from '@vss/shared/story/facts.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'

/** Edge clients know the canonical keys as the English names; Chinese ones are the first word of each list. */
const wordsIn = (lang: StoryLanguage, { attribute, type }: CharacterFact): { attribute: string; type: string } => {
  if (lang === 'en') return { attribute, type }
  const { attributes, types } = FACT_WORDS.zh
  return { attribute: attributes[attribute][0] ?? attribute, type: types[type][0] ?? type }
}

/** The facts by character, in the story's language; every character asked for is there, found or not. */
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
        const { attribute, type } = wordsIn(lang, fact)
        return { scene_id: fact.sceneId, attribute, value: fact.value, source_text: fact.sourceText, type }
      }),
    ]),
  )
}
