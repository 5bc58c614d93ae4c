import type { Scope } from '@vss/shared/contracts/narration-control.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Scene, Story } from '@vss/shared/story/story.ts'

/** Ranges shown in a sentence: enough to see what exists. */
const SHOWN_RANGES = 20

/** `[3, 1, 2, 7]` → `1–3, 7`: sorted, without repeats, cut with `…` after twenty ranges. */
export const formatRanges = (numbers: readonly number[]): string => {
  const ranges: { from: number; to: number }[] = []
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && number === last.to + 1) last.to = number
    else ranges.push({ from: number, to: number })
  }
  const shown = ranges.slice(0, SHOWN_RANGES).map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`))
  return [...shown, ...(ranges.length > SHOWN_RANGES ? ['…'] : [])].join(', ')
}

const KEY = 'payload.service_params.control_params.scope'

/**
 * The scenes in the scope of a task, in storyline order: all of them, those of a range of chapter numbers, or those named
 * by id (unknown ids are ignored). Throws `payload_invalid`, listing what exists, when nothing matches.
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
