import type { RetrieveHit, RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { corpusName } from '../corpus-name.ts'
import type { Deps } from '../deps.ts'
import type { CorpusIndex } from './corpus-index.ts'
import { findVersion } from './find-version.ts'
import { loadCorpusIndex } from './load-corpus-index.ts'
import { makeFactsOfScene } from './make-facts-of-scene.ts'
import { makeIndexCache } from './make-index-cache.ts'
import { type RankedScene, rankScenes } from './rank-scenes.ts'

/** A NATS message holds 1 MB: facts of a reply, in characters of up to three bytes, stay well below. */
const MAX_FACT_CHARS = 150_000
const MAX_FACTS_PER_SCENE = 24

/** The best scenes get their facts first; once the reply is full, the rest go without. */
const addFacts = (index: CorpusIndex, ranked: RankedScene[]): RetrieveHit[] => {
  const factsOf = makeFactsOfScene(index.facts, index.scenes)
  let room = MAX_FACT_CHARS
  return ranked.map(({ scene, score, why }) => {
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

/**
 * Answers which scenes of an asset's corpus a query is about. A corpus belongs to one organisation: another's, an
 * unknown asset and a version no longer kept are all `no_corpus`. Fact attributes and types are canonical keys.
 */
export const makeRetrieve = (deps: Pick<Deps, 'db'>): ((request: RetrieveRequest) => Promise<RetrieveReply>) => {
  const indexOf = makeIndexCache((version) => loadCorpusIndex(deps.db, version))
  return async (request) => {
    const { orgId, assetId, corpusVersion } = request
    const version = await findVersion(deps.db, request)
    if (version === null) {
      const which = corpusVersion === null ? 'corpus' : `version ${corpusVersion} of the corpus`
      return { ok: false, reason: 'no_corpus', detail: `there is no ${which} of asset ${assetId}` }
    }
    const index = await indexOf(version)
    const hits = addFacts(index, rankScenes(index, request))
    return { ok: true, corpusName: corpusName(assetId, orgId), corpusVersion: version, hits }
  }
}
