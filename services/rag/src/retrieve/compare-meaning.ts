import type { RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { clipForEmbedding } from '../corpus/scene-embedding.ts'
import type { RagDeps } from '../deps.ts'
import type { CorpusIndex } from './corpus-index.ts'

/** The client waits ten seconds for the whole reply. */
const EMBED_TIMEOUT_MS = 4_000

/** Added to the reasons of every hit when meaning should have been compared and was not. */
const OTHER_MODEL = 'words only: the corpus is not embedded with the model of today, deploy it again'
const FAILED = 'words only: the query could not be embedded'

export type Meaning = {
  /** Cosines of each scene and the query, by position; null for a scene without text. Null: not compared. */
  similarities: (number | null)[] | null
  /** Why meaning was not compared, if an operator should know. */
  note: string | null
}

/** Both vectors have length 1. */
const cosine = (a: Float32Array, b: readonly number[]): number => {
  let sum = 0
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

/**
 * Compares the meaning of a query with the meaning of every scene. The requesting task pays for the embedding. A failure
 * here does not fail the query, which falls back to words.
 */
export const compareMeaning = async (
  { embedder, log }: Pick<RagDeps, 'embedder' | 'log'>,
  { embeddings }: CorpusIndex,
  { orgId, assetId, query, task }: RetrieveRequest,
): Promise<Meaning> => {
  if (!embedder || query.trim() === '') return { similarities: null, note: null }
  const own = embedder({ orgId, fence: task ? { taskId: task.id, epoch: task.epoch } : null })
  if (!embeddings || embeddings.model !== own.model || embeddings.dimensions !== own.dimensions) {
    const stored = embeddings && { model: embeddings.model, dimensions: embeddings.dimensions }
    log.warn({ assetId, stored, model: own.model, dimensions: own.dimensions }, OTHER_MODEL)
    return { similarities: null, note: OTHER_MODEL }
  }
  try {
    const { vectors } = await own.embed([clipForEmbedding(query)], 'query', AbortSignal.timeout(EMBED_TIMEOUT_MS))
    const [wanted = []] = vectors
    return { similarities: embeddings.vectors.map((vector) => vector && cosine(vector, wanted)), note: null }
  } catch (error) {
    log.warn({ err: error, assetId }, FAILED)
    return { similarities: null, note: FAILED }
  }
}
