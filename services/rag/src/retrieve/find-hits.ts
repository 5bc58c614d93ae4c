import type { RetrieveHit } from '@vss/shared/contracts/retrieve.ts'
import type { CorpusIndex } from './corpus-index.ts'
import { makeFactsOfScene } from './make-facts-of-scene.ts'
import { rankScenes, type SceneQuery } from './rank-scenes.ts'

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
