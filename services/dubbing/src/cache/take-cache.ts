import { createHash } from 'node:crypto'
import { objectKeyOf, type StoredObject } from '@vss/shared/artifacts/artifact-store.ts'
import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import { parseWav, type Wav, writeWav } from '@vss/shared/audio/wav.ts'
import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Kysely, sql } from 'kysely'
import type { SpeechRequest, VoiceSettings } from '../speech/speech-request.ts'

/** Synthesised and mastered speech of one sentence, in the cache of its organisation. */
export type Take = StoredObject & { durationMs: number }

/** A take before it is stored. */
export type MasteredTake = { wav: Buffer; durationMs: number }

/** Raise it by hand when mastering changes how a take sounds: takes of older versions are then not used again. */
const MASTER_VERSION = 2

/** The name of a take in the cache: SHA-256 of everything that decides how it sounds. */
export const hashTake = (settings: VoiceSettings, line: { text: string; instruct: string }): string =>
  hashInput(MASTER_VERSION, { ...settings, text: line.text, instruct: line.instruct })

export type TakeCache = { db: Kysely<Database>; objects: ObjectStore }

/**
 * Finds a cached take, and notes the use; null when there is none. A row whose object is gone is removed, so that a new
 * take can take its place.
 */
export const touchTake = async ({ db, objects }: TakeCache, orgId: string, inputHash: string): Promise<Take | null> => {
  const row = await db
    .updateTable('vss.take')
    .set({ last_used_at: sql<Date>`now()` })
    .where('org_id', '=', orgId)
    .where('input_hash', '=', inputHash)
    .returningAll()
    .executeTakeFirst()
  if (!row) return null
  if (await objects.exists(row.object_key)) {
    return { objectKey: row.object_key, sha256: row.sha256, sizeBytes: row.size_bytes, durationMs: row.duration_ms }
  }
  await db
    .deleteFrom('vss.take')
    .where('org_id', '=', orgId)
    .where('input_hash', '=', inputHash)
    .where('object_key', '=', row.object_key)
    .execute()
  return null
}

/** More than one round is needed only where the winner's object vanishes between insert and lookup. */
const ROUNDS = 3

/** Caches a take for its organisation. The first writer wins: the answer is the take that everyone uses. */
export const saveTake = async (
  cache: TakeCache,
  orgId: string,
  inputHash: string,
  { wav, durationMs }: MasteredTake,
): Promise<Take> => {
  const sha256 = createHash('sha256').update(wav).digest('hex')
  const objectKey = objectKeyOf(orgId, `cache/takes/${inputHash}/${sha256}.wav`)
  await cache.objects.put(objectKey, wav, 'audio/wav')
  for (let round = 0; round < ROUNDS; round += 1) {
    const { numInsertedOrUpdatedRows: inserted } = await cache.db
      .insertInto('vss.take')
      .values({
        org_id: orgId,
        input_hash: inputHash,
        object_key: objectKey,
        sha256,
        size_bytes: wav.length,
        duration_ms: durationMs,
      })
      .onConflict((conflict) => conflict.columns(['org_id', 'input_hash']).doNothing())
      .executeTakeFirstOrThrow()
    if (inserted) return { objectKey, sha256, sizeBytes: wav.length, durationMs }
    const winner = await touchTake(cache, orgId, inputHash)
    if (winner) return winner
    // The earlier writer's object is gone, and its row with it: the next round can insert.
  }
  throw new Error(`the object store lost the take ${objectKey} right after it was stored`)
}

/** Raise it by hand when the same request gives other audio. */
const PART_VERSION = 1

const hashPart = ({ name: _name, signal: _signal, ...spoken }: SpeechRequest): string =>
  hashInput(PART_VERSION, { part: spoken })

/**
 * The audio of one paid request, unchanged. It is cached like a take before anything is made of it. So nothing is paid
 * twice when the worker crashes while mastering, when a later part of the take fails, or when mastering changes.
 */
export const obtainPart = async (
  cache: TakeCache,
  orgId: string,
  part: SpeechRequest,
  speak: () => Promise<Wav>,
): Promise<Wav> => {
  const hash = hashPart(part)
  const kept = await touchTake(cache, orgId, hash)
  if (kept) return parseWav(await cache.objects.get(kept.objectKey))
  const spoken = await speak()
  await saveTake(cache, orgId, hash, { wav: writeWav(spoken.data, spoken), durationMs: spoken.durationSec * 1000 })
  return spoken
}
