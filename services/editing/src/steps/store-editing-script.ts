import { noteOtherModel } from '@vss/shared/ai/language-model.ts'
import { unpaidUsage } from '@vss/shared/ai/usage.ts'
import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { EditingEntry, EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import type { TaskOutcome } from '@vss/shared/ledger/end-task.ts'
import type { FrameRate } from '@vss/shared/story/frame-rate.ts'
import { storeResult } from '@vss/shared/worker/store-result.ts'
import { lengthOf, sum } from '../film/film.ts'
import type { FittedEntry } from '../film/fit-film.ts'
import type { Choice } from '../providers/clip-chooser.ts'
import { nameFrameRate } from './choose-frame-rate.ts'
import type { EditingTask } from './editing-task.ts'
import { say } from './say.ts'
import { framesToSec } from './write-editing-script.ts'

export type EditedFilm = { rows: EditingEntry[]; fitted: readonly FittedEntry[]; rate: FrameRate; choice: Choice }

/**
 * Stores `editing_script_<uuid>.json` and says how much of the film is borrowed or shown again, and what a model left to
 * the words of the sentences.
 */
export const storeEditingScript = async (
  artifacts: ArtifactStore,
  task: EditingTask,
  { rows, fitted, rate, choice }: EditedFilm,
): Promise<TaskOutcome> => {
  const now = new Date().toISOString()
  const script: EditingScript = {
    schema_version: 1,
    generation_date: now,
    fps: nameFrameRate(rate),
    editing_script: rows,
    total_sequences: rows.length,
    ai_total_usage: choice.usage ?? unpaidUsage('offline', now),
  }
  const stored = await storeResult(artifacts, task, script)
  const seconds = (frames: number[]) => framesToSec(sum(frames), rate)
  const fields = {
    total_sequences: rows.length,
    video_seconds: seconds(fitted.flatMap(({ clips }) => clips.map(lengthOf))),
    borrowed_seconds: seconds(fitted.map(({ borrowedFrames }) => borrowedFrames)),
    reused_seconds: seconds(fitted.map(({ reusedFrames }) => reusedFrames)),
    ...(choice.usage && { sentences_left_to_words: choice.leftToWords }),
  }
  const asCited = fields.borrowed_seconds === 0 && fields.reused_seconds === 0
  const done = say(task.locale, asCited ? 'result.done' : 'result.borrowed', {
    count: rows.length,
    fps: nameFrameRate(rate),
    seconds: fields.video_seconds.toFixed(1),
    borrowed: fields.borrowed_seconds.toFixed(1),
    reused: fields.reused_seconds.toFixed(1),
  })
  const notes = [
    done,
    choice.leftToWords > 0 && say(task.locale, 'result.left', { count: choice.leftToWords }),
    noteOtherModel(task.locale, task.payload.service_params.model, script.ai_total_usage.model_used),
  ]
  const message = notes.filter(Boolean).join(task.locale === 'zh' ? '' : ' ')
  return { message, outputPath: stored.relativePath, fields }
}
