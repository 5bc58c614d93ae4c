import type { StoredObject } from '@vss/shared/artifacts/artifact-store.ts'

/** Synthesised and mastered speech of one sentence, kept in the cache of its organisation. */
export type Take = StoredObject & { durationMs: number }

/** The same before it is stored. */
export type MasteredTake = { wav: Buffer; durationMs: number }
