import { AppError } from '@vss/shared/errors/app-error.ts'
import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { EditingTask } from './editing-task.ts'

/** What most of the footage is shot at; used when neither the task nor the story says otherwise. */
const DEFAULT_RATE: FrameRate = { num: 25, den: 1 }

/** The task's frame rate, else the story's, else 25. Throws `payload_invalid` when the task's is none. */
export const chooseFrameRate = (task: EditingTask, story: Story): FrameRate => {
  const asked = task.payload.service_params.fps
  if (asked === undefined || asked === null) return parseFrameRate(story.fps) ?? DEFAULT_RATE
  const rate = parseFrameRate(asked)
  if (!rate) throw new AppError('payload_invalid', 'editing.fps_invalid', { fps: String(asked).slice(0, 40) })
  return rate
}

/** `25`, `24000/1001`. */
export const nameFrameRate = (rate: FrameRate): string =>
  rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`
