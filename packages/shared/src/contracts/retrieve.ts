import { z } from 'zod'

/** Request/reply over NATS, answered by any rag replica (queue group `rag`). */
export const RETRIEVE_SUBJECT = 'vss.rag.retrieve'

export const retrieveRequest = z.object({
  orgId: z.string(),
  assetId: z.string(),
  query: z.string(),
  /** Only these scenes may be in the answer: the scope is a hard filter. Null = every scene of the corpus. */
  sceneIds: z.array(z.number().int()).nullable(),
  /** Scenes with these characters are favoured. */
  characters: z.array(z.string()),
  topK: z.number().int().min(1).max(200),
  /** The version to search, so that one task sees one corpus throughout. Null = the current one. */
  corpusVersion: z.number().int().nullable(),
  /** The claim that pays for embedding the query; absent: the organisation pays. */
  task: z.object({ id: z.number().int(), epoch: z.number().int() }).optional(),
})
export type RetrieveRequest = z.output<typeof retrieveRequest>

export const retrieveFact = z.object({
  character: z.string(),
  attribute: z.string(),
  value: z.string(),
  type: z.string(),
})

export const retrieveHit = z.object({
  sceneId: z.number().int(),
  score: z.number(),
  /**
   * The words or characters that matched the scene; `meaning` and a cosine if embeddings were compared; `words only` and
   * the reason if they should have been but could not.
   */
  why: z.array(z.string()),
  facts: z.array(retrieveFact),
})
export type RetrieveHit = z.output<typeof retrieveHit>

export const retrieveReply = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    corpusName: z.string(),
    corpusVersion: z.number().int(),
    hits: z.array(retrieveHit),
  }),
  z.object({ ok: z.literal(false), reason: z.enum(['no_corpus', 'bad_request', 'internal']), detail: z.string() }),
])
export type RetrieveReply = z.output<typeof retrieveReply>
