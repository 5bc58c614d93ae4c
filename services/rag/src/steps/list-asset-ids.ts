import { AppError } from '@vss/shared/errors/app-error.ts'

/**
 * The ids a corpus is registered under, the one people know first: what the payload says, then the story's own.
 * Throws `payload_invalid` when neither has one.
 */
export const listAssetIds = (
  fromPayload: string | null | undefined,
  fromStory: string | null,
): [string, ...string[]] => {
  const [first, ...rest] = new Set([fromPayload, fromStory].flatMap((id) => id?.trim() || []))
  if (first === undefined) throw new AppError('payload_invalid', 'corpus.no_asset_id', { key: 'asset_id' })
  return [first, ...rest]
}
