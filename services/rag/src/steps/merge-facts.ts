import type { CharacterFact } from '@vss/shared/story/facts.ts'

/** What makes two facts the same: a mood of another scene is another fact, a trait is not. */
const identityOf = (fact: CharacterFact): string => {
  const value = fact.value.toLowerCase().replace(/\s+/g, ' ').trim()
  return JSON.stringify([fact.character, fact.attribute, value, fact.type === 'ephemeral' ? fact.sceneId : null])
}

/**
 * Facts in storyline order, each once: the earliest scene that states it is its source. Facts about scenes the
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
