import type { RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import { clipForEmbedding } from '../corpus/embedded-text.ts'
import type { Deps } from '../deps.ts'
import type { CorpusIndex } from './corpus-index.ts'

/** Who asks waits ten seconds in all. */
const PATIENCE_MS = 4_000

/** Told with every hit, where meaning could have been compared and was not. */
const OTHER_MODEL = 'words only: the corpus is not embedded with the model of today, deploy it again'
const FAILED = 'words only: the query could not be embedded'

export type Meaning = {
  /** How near the query each scene is, by position: cosines; null for a scene without a word. Null: not compared. */
  similarities: (number | null)[] | null
  /** Why not, where somebody should know. */
  note: string | null
}

/** Of vectors of length 1. */
const cosine = (a: Float32Array, b: readonly number[]): number => {
  let sum = 0
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

/**
 * Compares what a query is about with what every scene is about. The call is paid by the task that asks. What
 * goes wrong here costs the comparison alone: the words of the query are there in any case.
 */
export const compareMeaning = async (
  { embedder, log }: Pick<Deps, 'embedder' | 'log'>,
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
    const { vectors } = await own.embed([clipForEmbedding(query)], 'query', AbortSignal.timeout(PATIENCE_MS))
    const [asked = []] = vectors
    return { similarities: embeddings.vectors.map((vector) => vector && cosine(vector, asked)), note: null }
  } catch (error) {
    log.warn({ err: error, assetId }, FAILED)
    return { similarities: null, note: FAILED }
  }
}
