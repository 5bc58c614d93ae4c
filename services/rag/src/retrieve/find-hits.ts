import type { RetrieveHit } from '@vss/shared/contracts/retrieve.ts'
import type { CharacterFact, FactAttribute } from '@vss/shared/story/facts.ts'
import type { CorpusIndex } from './corpus-index.ts'
import { rankScenes, type SceneQuery } from './rank-scenes.ts'

/** States that add up. Any other state replaces the earlier one. */
const ACCUMULATING: ReadonlySet<FactAttribute> = new Set(['key_skill'])

/** A fact, with the place in the storyline where it is stated. */
type PlacedFact = { fact: CharacterFact; order: number }

/** The facts of one character that hold at a place in the storyline. */
const holdingAt = (facts: readonly PlacedFact[], order: number): CharacterFact[] => {
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
 * The facts that hold for the characters of a scene: constants always, a state from the scene that states it until
 * another scene states a different one, a mood in its own scene only.
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

/** For a reply. A NATS message holds 1 MB: these characters, of up to three bytes each, stay well below. */
const MAX_FACT_CHARS = 150_000
const MAX_FACTS_PER_SCENE = 24

/** The best scenes of one corpus version. Facts are added in that order; once the reply is full, later scenes have none. */
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
