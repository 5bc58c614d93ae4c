import type { Scope } from '@vss/shared/contracts/narration-control.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Scene, Story } from '@vss/shared/story/story.ts'
import { formatRanges } from './format-ranges.ts'

const KEY = 'payload.service_params.control_params.scope'

/**
 * The scenes a task is about, in storyline order: all, those of the chapters numbered first to last, or the named
 * ones (ids the story lacks are passed over). Throws `payload_invalid` listing what there is when nothing matches.
 */
export const pickScope = (story: Story, scope: Scope): Scene[] => {
  if (scope.type === 'full') return story.scenes
  if (scope.type === 'episode_range') {
    const [first, last] = [Number(scope.value[0]), Number(scope.value[1])]
    const picked = story.scenes.filter(({ chapterNumber }) => chapterNumber >= first && chapterNumber <= last)
    if (picked.length) return picked
    const known = formatRanges(story.scenes.map(({ chapterNumber }) => chapterNumber))
    throw new AppError('payload_invalid', 'story.scope_no_chapter', { key: KEY, first, last, known })
  }
  const ids = scope.value.map(Number)
  const wanted = new Set(ids)
  const picked = story.scenes.filter(({ id }) => wanted.has(id))
  if (picked.length) return picked
  const asked = formatRanges(ids)
  const known = formatRanges(story.scenes.map(({ id }) => id))
  throw new AppError('payload_invalid', 'story.scope_no_scene', { key: KEY, asked, known })
}
