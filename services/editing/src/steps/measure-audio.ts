import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import { measureWav, WavError } from '@vss/shared/audio/wav.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { addSeconds, isLonger, parseSeconds, type Seconds, secondsOf } from '../film/seconds.ts'
import type { DubbedSentence } from './load-inputs.ts'

/** Targets end at 30 minutes; a film far longer has its durations in a wrong unit (milliseconds). */
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
  const duration = durationOf(await artifacts.read(orgId, path))
  if (!duration) throw new AppError('payload_invalid', 'editing.audio_unmeasurable', { index, path })
  return duration
}

/** Null for bytes that are no WAV file, do not tell their length, or hold no sample. */
const durationOf = (bytes: Buffer): Seconds | null => {
  try {
    const { frameCount, sampleRate } = measureWav(bytes)
    return frameCount > 0 ? secondsOf(BigInt(frameCount), BigInt(sampleRate)) : null
  } catch (error) {
    if (error instanceof WavError) return null
    throw error
  }
}
