import { AppError } from '@vss/shared/errors/app-error.ts'
import type { FrameRate } from '@vss/shared/story/frame-rate.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { Candidate, Preference } from '../film/candidate.ts'
import { lengthOf } from '../film/film.ts'
import { type FittedEntry, fitFilm } from '../film/fit-film.ts'
import { clipLimits, gridEntries, gridScenes } from '../film/frame-grid.ts'
import type { Seconds } from '../film/seconds.ts'
import { planEntries } from './plan-entries.ts'

/**
 * Lays the story's footage under the sentences, on the frame grid; `cited` holds the scenes of each by order. Throws `payload_invalid` when no scene of the
 * story holds a frame.
 */
export const fitToFrames = (
  story: Story,
  cited: readonly (readonly number[])[],
  audio: readonly Seconds[],
  candidates: readonly (readonly Candidate[])[],
  prefer: Preference,
  rate: FrameRate,
): FittedEntry[] => {
  const scenes = gridScenes(story, rate)
  if (!scenes.some((scene) => lengthOf(scene) > 0)) {
    throw new AppError('payload_invalid', 'editing.no_footage', { count: scenes.length })
  }
  const limits = clipLimits(scenes, rate)
  const entries = planEntries(gridEntries(audio, rate), cited, scenes, candidates, prefer, limits)
  return fitFilm(scenes, entries, candidates, prefer, limits, rate)
}
