import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { corpusName, findVersion } from '../corpus/corpus-version.ts'
import type { RagDeps } from '../deps.ts'
import { compareMeaning } from './compare-meaning.ts'
import { loadCorpusIndex } from './corpus-index.ts'
import { findHits } from './find-hits.ts'
import { makeIndexCache } from './index-cache.ts'

/**
 * Finds the scenes of an asset's corpus that a query is about. A corpus belongs to one organisation: that of another, an
 * unknown asset and a version no longer kept are all `no_corpus`. Fact attributes and types are canonical keys.
 */
export const makeRetrieve = (
  deps: Pick<RagDeps, 'db' | 'embedder' | 'log'>,
): ((request: RetrieveRequest) => Promise<RetrieveReply>) => {
  const indexOf = makeIndexCache((version) => loadCorpusIndex(deps.db, version))
  return async (request) => {
    const { orgId, assetId, corpusVersion } = request
    const version = await findVersion(deps.db, request)
    if (version === null) {
      const which = corpusVersion === null ? 'corpus' : `version ${corpusVersion} of the corpus`
      return { ok: false, reason: 'no_corpus', detail: `there is no ${which} of asset ${assetId}` }
    }
    const index = await indexOf(version)
    const { similarities, note } = await compareMeaning(deps, index, request)
    const found = findHits(index, { ...request, similarities })
    const hits = note === null ? found : found.map((hit) => ({ ...hit, why: [...hit.why, note] }))
    return { ok: true, corpusName: corpusName(assetId, orgId), corpusVersion: version, hits }
  }
}
