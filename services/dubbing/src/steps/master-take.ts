import { AppError } from '@vss/shared/errors/app-error.ts'
import { AIM_LUFS, measureLoudness, renderSpeech, SAMPLE_RATE, TARGET_LUFS } from '../audio/loudness.ts'
import { parseWav, type Wav, WavError } from '../audio/parse-wav.ts'
import { writeWav } from '../audio/write-wav.ts'
import { speechLengthBounds } from '../speech/speech-length.ts'
import type { MasteredTake } from '../takes/take.ts'

const SILENT_BELOW_LUFS = -55
/** From here on integrated loudness is steady enough to correct a take by it. */
const CORRECTED_FROM_SEC = 3
const CORRECTED_ABOVE_LU = 1
const MAX_RENDERS = 3
const SAMPLES_PER_MS = SAMPLE_RATE / 1000
const BYTES_PER_MS = SAMPLES_PER_MS * 2

type Spoken = { wav: Buffer; text: string; speakingRate: number }

const readSpeech = (bytes: Buffer): Wav => {
  try {
    const wav = parseWav(bytes)
    if (wav.frameCount === 0) throw new AppError('tts_failed', 'dubbing.take_empty')
    if (wav.truncated) throw new AppError('tts_failed', 'dubbing.take_truncated')
    return wav
  } catch (error) {
    if (!(error instanceof WavError)) throw error
    if (bytes.length === 0) throw new AppError('tts_failed', 'dubbing.take_empty', {}, { cause: error })
    throw new AppError('tts_failed', 'dubbing.take_unreadable', { detail: error.message }, { cause: error })
  }
}

const checkLength = (wav: Wav, { text, speakingRate }: Spoken): void => {
  const { minSec, maxSec } = speechLengthBounds(text, speakingRate)
  if (wav.durationSec >= minSec && wav.durationSec <= maxSec) return
  const seconds = (value: number) => value.toFixed(2)
  const params = { seconds: seconds(wav.durationSec), min: seconds(minSec), max: seconds(maxSec) }
  throw new AppError('tts_failed', 'dubbing.take_length', params)
}

/** Filled up with silence to whole milliseconds, so that seconds in scripts and their sums are exact. */
const toWholeMs = (samples: Buffer): Buffer => {
  const missing = (BYTES_PER_MS - (samples.length % BYTES_PER_MS)) % BYTES_PER_MS
  return missing ? Buffer.concat([samples, Buffer.alloc(missing)]) : samples
}

/**
 * Checks what a voice delivered and brings it to the one format of all takes: 16-bit mono WAV at 24,000 Hz, −16 LUFS
 * (± 1.5), true peak below −1 dBTP. Throws `tts_failed` for audio that is empty, unreadable, cut off, silent, or too
 * short or too long for its text.
 */
export const masterTake = async (ffmpegPath: string, spoken: Spoken, signal: AbortSignal): Promise<MasteredTake> => {
  const wav = readSpeech(spoken.wav)
  checkLength(wav, spoken)
  const lufs = await measureLoudness(ffmpegPath, wav, signal)
  if (lufs < SILENT_BELOW_LUFS) throw new AppError('tts_failed', 'dubbing.take_silent')
  let gainDb = AIM_LUFS - lufs
  let rendered = await renderSpeech(ffmpegPath, wav, gainDb, signal)
  for (let renders = 1; renders < MAX_RENDERS && wav.durationSec >= CORRECTED_FROM_SEC; renders += 1) {
    const off = TARGET_LUFS - rendered.lufs
    if (Math.abs(off) <= CORRECTED_ABOVE_LU) break
    gainDb += off
    rendered = await renderSpeech(ffmpegPath, wav, gainDb, signal)
  }
  const samples = toWholeMs(rendered.samples)
  return { wav: writeWav(samples, { sampleRate: SAMPLE_RATE, channels: 1 }), durationMs: samples.length / BYTES_PER_MS }
}
