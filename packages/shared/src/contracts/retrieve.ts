import { z } from 'zod'

/** Request/reply over NATS, answered by any rag replica (queue group `rag`). */
export const RETRIEVE_SUBJECT = 'vss.rag.retrieve'

export const retrieveRequest = z.object({
  orgId: z.string(),
  assetId: z.string(),
  query: z.string(),
  /** Only these scenes may be answered: the scope is a hard filter. Null = every scene of the corpus. */
  sceneIds: z.array(z.number().int()).nullable(),
  /** Scenes with these characters are favoured. */
  characters: z.array(z.string()),
  topK: z.number().int().min(1).max(200),
  /** Ask this version again, so that one task sees one corpus. Null = the current one. */
  corpusVersion: z.number().int().nullable(),
  /** Whose claim pays for comparing meanings; absent: its organisation. */
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
   * Which words or characters spoke for the scene; `meaning` and a cosine where meaning was compared; `words only` and
   * the reason where it should have been.
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
