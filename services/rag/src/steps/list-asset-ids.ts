import { MAX_ASSET_ID_CHARACTERS } from '@vss/shared/contracts/parameters.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'

/**
 * The ids a corpus is registered under, the one people know first: what the payload says, then the story's own.
 * Throws `payload_invalid` when neither has one, or one is too long for a key.
 */
export const listAssetIds = (
  fromPayload: string | null | undefined,
  fromStory: string | null,
): [string, ...string[]] => {
  const ids = new Set([fromPayload, fromStory].flatMap((id) => id?.trim() || []))
  const [first, ...rest] = ids
  if (first === undefined) throw new AppError('payload_invalid', 'corpus.no_asset_id', { key: 'asset_id' })
  for (const { length } of ids) {
    const params = { characters: length, limit: MAX_ASSET_ID_CHARACTERS }
    if (length > MAX_ASSET_ID_CHARACTERS) throw new AppError('payload_invalid', 'corpus.asset_id_too_long', params)
  }
  return [first, ...rest]
}
