import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Story } from '@vss/shared/story/story.ts'

/** The asset whose corpus is asked: the payload's, else the story's own. Throws 3004 when neither has one. */
export const findAssetId = (asked: string | null | undefined, story: Story): string => {
  const assetId = asked?.trim() || story.assetId
  if (!assetId) throw new AppError('payload_invalid', 'narration.asset_id_missing')
  return assetId
}
