import type { Embedder } from '@vss/shared/ai/language-model.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import type { RagDatabase } from '../corpus/rag-database.ts'
import { embeddedText, packVector } from '../corpus/scene-embedding.ts'
import type { RagDeps } from '../deps.ts'
import type { SceneDocument } from './build-scene-documents.ts'

/** One request to the provider: it accepts no more texts, and more tokens (four bytes each) reach the limit per minute. */
const BATCH_TEXTS = 100
const BATCH_BYTES = 40_000
/** Raise it when the embedded text of a scene changes. */
const STEP_VERSION = 1

/** A packed vector for every document; null for a document without text. */
export type DocumentEmbeddings = { model: string; dimensions: number; vectors: (Buffer | null)[] }

/** The text of a document that is embedded, and the position of the document. */
type PlacedText = { position: number; text: string }

/**
 * Packed vectors by their text, from the current versions of these assets, as far as the same model and size made
 * them. So a new deployment pays for changed scenes only.
 */
const findKnownVectors = async (
  db: Kysely<RagDatabase>,
  { orgId, assetIds }: { orgId: string; assetIds: string[] },
  { model, dimensions }: Embedder,
): Promise<Map<string, Buffer>> => {
  const rows = await db
    .selectFrom('rag.corpus as corpus')
    .innerJoin('rag.corpus_version as version', 'version.version', 'corpus.version')
    .innerJoin('rag.scene_document as document', 'document.version', 'corpus.version')
    .select(['document.sections', 'document.embedding'])
    .where('corpus.org_id', '=', orgId)
    .where('corpus.asset_id', 'in', assetIds)
    .where('version.embedding_model', '=', model)
    .where('version.embedding_dimensions', '=', dimensions)
    .execute()
  return new Map(rows.flatMap(({ sections, embedding }) => (embedding ? [[embeddedText(sections), embedding]] : [])))
}

const toBatches = (placed: readonly PlacedText[]): PlacedText[][] => {
  const batches: PlacedText[][] = []
  let bytes = 0
  for (const one of placed) {
    const size = Buffer.byteLength(one.text)
    const last = batches.at(-1)
    if (last && last.length < BATCH_TEXTS && bytes + size <= BATCH_BYTES) {
      last.push(one)
      bytes += size
    } else {
      batches.push([one])
      bytes = size
    }
  }
  return batches
}

/**
 * Embeds the documents whose text is not `known`. Each batch is a step of its own, so an attempt after a crash pays only
 * for the batches that were not answered.
 */
const embedDocuments = async (
  embedder: Embedder,
  documents: readonly SceneDocument[],
  known: ReadonlyMap<string, Buffer>,
  run: Run,
  onBatch: (done: number, total: number) => void,
): Promise<DocumentEmbeddings> => {
  const { model, dimensions } = embedder
  const placed = documents.map(({ sections }, position) => ({ position, text: embeddedText(sections) }))
  const vectors: (Buffer | null)[] = placed.map(({ text }) => known.get(text) ?? null)
  const batches = toBatches(placed.filter(({ position, text }) => text !== '' && !vectors[position]))
  for (const [at, batch] of batches.entries()) {
    const texts = batch.map(({ text }) => text)
    const packed = await run.step(`embed/${at}`, STEP_VERSION, { model, dimensions, texts }, async (signal) => {
      const answer = await embedder.embed(texts, 'document', signal)
      return answer.vectors.map((vector) => packVector(vector).toString('base64'))
    })
    for (const [index, { position }] of batch.entries()) vectors[position] = Buffer.from(packed[index] ?? '', 'base64')
    onBatch(at + 1, batches.length)
  }
  return { model, dimensions, vectors }
}

/**
 * Embeds the scenes of a corpus. `report` has the fields of the result file: the model, the size and the cost. Without a
 * provider there are no embeddings, and the fields are absent.
 */
export const embedCorpus = async (
  { db, embedder: embedderOf, usageOf }: Pick<RagDeps, 'db' | 'embedder' | 'usageOf'>,
  task: ClaimedTask<'DEPLOY_RAG_CORPUS'>,
  { documents, assetIds }: { documents: readonly SceneDocument[]; assetIds: string[] },
  run: Run,
  onBatch: (done: number, total: number) => void,
) => {
  if (!embedderOf) return { embeddings: null, report: {} }
  const embedder = embedderOf(task)
  const known = await findKnownVectors(db, { orgId: task.orgId, assetIds }, embedder)
  const embeddings = await embedDocuments(embedder, documents, known, run, onBatch)
  const { model, dimensions } = embeddings
  const usage = await usageOf(task.id, model)
  return {
    embeddings,
    report: {
      embedding_model: model,
      embedding_dimensions: dimensions,
      ...(usage.request_count > 0 && { ai_total_usage: usage }),
    },
  }
}
