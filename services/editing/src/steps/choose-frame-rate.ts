import { type FrameRate, parseFrameRate } from '@vss/shared/story/frame-rate.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { EditingTask } from './editing-task.ts'

/** What most of the footage is shot at; used when neither the task nor the story says otherwise. */
const DEFAULT_RATE: FrameRate = { num: 25, den: 1 }

/** The task's frame rate (its contract lets nothing else through), else the story's, else 25. */
export const chooseFrameRate = (task: EditingTask, story: Story): FrameRate =>
  parseFrameRate(task.payload.service_params.fps) ?? parseFrameRate(story.fps) ?? DEFAULT_RATE

/** `25`, `24000/1001`. */
export const nameFrameRate = (rate: FrameRate): string =>
  rate.den === 1 ? String(rate.num) : `${rate.num}/${rate.den}`
