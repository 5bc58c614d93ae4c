import type { RetrieveHit } from '@vss/shared/contracts/retrieve.ts'
import type { CharacterFact, FactAttribute } from '@vss/shared/story/character-fact.ts'
import type { CorpusIndex } from './corpus-index.ts'
import { rankScenes, type SceneQuery } from './rank-scenes.ts'

/** What is gained beside what was there before; any other state replaces the one before it. */
const ACCUMULATING: ReadonlySet<FactAttribute> = new Set(['key_skill'])

type Placed = { fact: CharacterFact; order: number }

/** Facts of one character, with the place in the storyline where each is stated. */
const holdingAt = (facts: readonly Placed[], order: number): CharacterFact[] => {
  const latest = new Map<FactAttribute, number>()
  for (const { fact, order: at } of facts) {
    if (fact.type === 'stateful' && at <= order)
      latest.set(fact.attribute, Math.max(at, latest.get(fact.attribute) ?? 0))
  }
  return facts.flatMap(({ fact, order: at }) => {
    const holds = {
      constant: true,
      stateful: at <= order && (ACCUMULATING.has(fact.attribute) || latest.get(fact.attribute) === at),
      ephemeral: at === order,
    }
    return holds[fact.type] ? [fact] : []
  })
}

/**
 * What is true of characters in a scene: constants always, a state from the scene that states it until one states
 * another, a mood in its own scene only.
 */
export const makeFactsOfScene = (
  facts: readonly CharacterFact[],
  scenes: readonly { sceneId: number; order: number }[],
): ((scene: { order: number; speakers: ReadonlySet<string>; mentioned: ReadonlySet<string> }) => CharacterFact[]) => {
  const orderOf = new Map(scenes.map(({ sceneId, order }) => [sceneId, order]))
  const placed = facts.map((fact) => ({ fact, order: orderOf.get(fact.sceneId) ?? 0 }))
  const byCharacter = Map.groupBy(placed, ({ fact }) => fact.character)
  return ({ order, speakers, mentioned }) =>
    [...speakers, ...mentioned].flatMap((character) => holdingAt(byCharacter.get(character) ?? [], order))
}

/** A NATS message holds 1 MB: facts of a reply, in characters of up to three bytes, stay well below. */
const MAX_FACT_CHARS = 150_000
const MAX_FACTS_PER_SCENE = 24

/** The best scenes of one corpus version. They get their facts in that order; once the reply is full, the rest go without. */
export const findHits = (index: CorpusIndex, query: SceneQuery): RetrieveHit[] => {
  const factsOf = makeFactsOfScene(index.facts, index.scenes)
  let room = MAX_FACT_CHARS
  return rankScenes(index, query).map(({ scene, score, why }) => {
    const facts = factsOf(scene)
      .slice(0, MAX_FACTS_PER_SCENE)
      .map(({ character, attribute, value, type }) => ({ character, attribute, value, type }))
      .filter((fact) => {
        const size = JSON.stringify(fact).length
        if (size > room) return false
        room -= size
        return true
      })
    return { sceneId: scene.sceneId, score, why, facts }
  })
}
