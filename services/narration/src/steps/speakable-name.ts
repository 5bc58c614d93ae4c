import { isPlaceholder } from '@vss/shared/story/json-record.ts'
import { NAME_LIMIT } from '@vss/shared/story/parse-fields.ts'
import type { Story } from '@vss/shared/story/story.ts'

/** The asset's name as it may be said aloud; empty when what was given is no name. */
export const speakableName = (asked: string | null | undefined, story: Story): string => {
  const name = [asked, story.name].find((candidate) => candidate?.trim() && !isPlaceholder(candidate))
  return (name ?? '')
    .slice(0, NAME_LIMIT)
    .replace(/[()（）[\]【】{}<>《》〈〉#*_~`|\\/]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
