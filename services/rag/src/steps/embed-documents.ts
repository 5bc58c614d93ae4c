import type { Embedder } from '@vss/shared/ai/embedder.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import { embeddedText } from '../corpus/embedded-text.ts'
import { packVector, type RagDatabase } from '../corpus/rag-database.ts'
import type { SceneDocument } from './build-scene-documents.ts'

/**
 * What is embedded already in the current versions of these assets, with the same model and size: packed vectors by
 * their text, so that a new deploy pays for changed scenes alone.
 */
export const findKnownVectors = async (
  db: Kysely<RagDatabase>,
  { orgId, assetIds }: { orgId: string; assetIds: string[] },
  { model, dimensions }: { model: string; dimensions: number },
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

/** One request of the provider: more texts it does not take, and more tokens (four bytes each) are a minute's limit. */
const BATCH_TEXTS = 100
const BATCH_BYTES = 40_000
/** Raised when what is embedded of a scene changes. */
const STEP_VERSION = 1

/** A packed vector for every document; null for one without a word. */
export type DocumentEmbeddings = { model: string; dimensions: number; vectors: (Buffer | null)[] }

type Told = { position: number; text: string }

const toBatches = (told: readonly Told[]): Told[][] => {
  const batches: Told[][] = []
  let bytes = 0
  for (const { position, text } of told) {
    const size = Buffer.byteLength(text)
    const last = batches.at(-1)
    if (last && last.length < BATCH_TEXTS && bytes + size <= BATCH_BYTES) {
      last.push({ position, text })
      bytes += size
    } else {
      batches.push([{ position, text }])
      bytes = size
    }
  }
  return batches
}

/**
 * Embeds the scene documents whose text is not `known`, each batch a step of its own: after a crash only what was not
 * answered is paid.
 */
export const embedDocuments = async (
  embedder: Embedder,
  documents: readonly SceneDocument[],
  known: ReadonlyMap<string, Buffer>,
  run: Run,
  onBatch: (done: number, total: number) => void,
): Promise<DocumentEmbeddings> => {
  const { model, dimensions } = embedder
  const told = documents.map(({ sections }, position) => ({ position, text: embeddedText(sections) }))
  const vectors: (Buffer | null)[] = told.map(({ text }) => known.get(text) ?? null)
  const batches = toBatches(told.filter(({ position, text }) => text !== '' && !vectors[position]))
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
