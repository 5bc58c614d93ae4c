import { createHash } from 'node:crypto'
import { objectKeyOf } from '@vss/shared/artifacts/artifact-store.ts'
import { findTake, type TakeCache } from './find-take.ts'
import type { MasteredTake, Take } from './take.ts'

const ROUNDS = 3

/** Puts a take into the cache of its organisation. The first writer wins: the answer is the take everybody uses. */
export const keepTake = async (
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
    const winner = await findTake(cache, orgId, inputHash)
    if (winner) return winner
    // The earlier writer's object is gone and its row with it: the next round's insert is ours.
  }
  throw new Error(`the object store lost the take ${objectKey} right after it was stored`)
}
