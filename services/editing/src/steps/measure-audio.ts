import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { addSeconds, isLonger, parseSeconds, type Seconds } from '../film/seconds.ts'
import type { DubbedSentence } from './load-dubbing-script.ts'
import { readWavDuration } from './read-wav-duration.ts'

/** Targets end at 30 minutes; what is far beyond is a wrong unit (milliseconds), not a film. */
const MAX_FILM_SEC = 4 * 60 * 60

/**
 * Exact seconds of each sentence's audio: what the script says where that is a positive number, else what its WAV
 * file holds. Throws `payload_invalid` naming the sentence and its file when neither tells.
 */
export const measureAudio = async (
  artifacts: ArtifactStore,
  orgId: string,
  sentences: readonly DubbedSentence[],
): Promise<Seconds[]> => {
  const durations: Seconds[] = []
  let total: Seconds = { num: 0n, den: 1n }
  for (const [index, sentence] of sentences.entries()) {
    const said = parseSeconds(sentence.duration_seconds)
    const duration = said ?? (await measureFile(artifacts, orgId, sentence, index))
    total = addSeconds(total, duration)
    if (isLonger(total, MAX_FILM_SEC)) {
      const limit = MAX_FILM_SEC / 3600
      throw new AppError('payload_invalid', 'editing.film_too_long', { index, path: sentence.audio_file_path, limit })
    }
    durations.push(duration)
  }
  return durations
}

const measureFile = async (
  artifacts: ArtifactStore,
  orgId: string,
  sentence: DubbedSentence,
  index: number,
): Promise<Seconds> => {
  const path = sentence.audio_file_path
  if (!(await artifacts.find(orgId, path))) {
    throw new AppError('payload_invalid', 'editing.audio_missing', { index, path })
  }
  const duration = readWavDuration(await artifacts.read(orgId, path))
  if (!duration) throw new AppError('payload_invalid', 'editing.audio_unmeasurable', { index, path })
  return duration
}
