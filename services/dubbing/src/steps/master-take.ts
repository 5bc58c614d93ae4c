import { AppError } from '@vss/shared/errors/app-error.ts'
import {
  AIM_LUFS,
  AIM_PEAK_DB,
  MAX_PEAK_DBTP,
  MIN_MEASURED_SEC,
  measureLoudness,
  renderSpeech,
  SAMPLE_RATE,
  TARGET_LUFS,
} from '../audio/loudness.ts'
import { parseWav, type Wav, WavError } from '../audio/parse-wav.ts'
import { writeWav } from '../audio/write-wav.ts'
import { speechLengthBounds } from '../speech/speech-length.ts'
import type { MasteredTake } from '../takes/take.ts'

const SILENT_BELOW_LUFS = -55
/** Of espeak-ng's voices in nine languages: −19.8 to −21.8 LUFS. */
const TYPICAL_VOICE_LUFS = -21
const CORRECTED_ABOVE_LU = 1
/** More than the next rendering's gain can add to a peak. */
const LIMIT_STEP_DB = 0.5
const MAX_RENDERS = 4
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
 * Renders until loudness and peak are right. The first gain is a guess, because each look at the loudness beforehand
 * costs another run of ffmpeg; it nearly always holds, and is corrected by what was heard where not.
 */
const renderAtTarget = async (ffmpegPath: string, wav: Wav, signal: AbortSignal): Promise<Buffer> => {
  const isShort = wav.durationSec < MIN_MEASURED_SEC
  let gainDb = AIM_LUFS - (isShort ? await measureLoudness(ffmpegPath, wav, signal) : TYPICAL_VOICE_LUFS)
  let limitDb = AIM_PEAK_DB
  for (let renders = 1; ; renders += 1) {
    const rendered = await renderSpeech(ffmpegPath, wav, { gainDb, limitDb }, signal)
    const heardLufs = isShort ? AIM_LUFS : rendered.lufs
    if (heardLufs - gainDb < SILENT_BELOW_LUFS) throw new AppError('tts_failed', 'dubbing.take_silent')
    const off = isShort ? 0 : TARGET_LUFS - heardLufs
    const over = Math.max(0, rendered.peakDbtp - MAX_PEAK_DBTP)
    if ((Math.abs(off) <= CORRECTED_ABOVE_LU && over === 0) || renders === MAX_RENDERS) return rendered.samples
    gainDb += off
    if (over > 0) limitDb -= over + LIMIT_STEP_DB
  }
}

/**
 * Checks what a voice delivered and brings it to the one format of all takes: 16-bit mono WAV at 24,000 Hz, −16 LUFS
 * (± 1.5), true peak below −1 dBTP. Throws `tts_failed` for audio that is empty, unreadable, cut off, silent, or too
 * short or too long for its text.
 */
export const masterTake = async (ffmpegPath: string, spoken: Spoken, signal: AbortSignal): Promise<MasteredTake> => {
  const wav = readSpeech(spoken.wav)
  checkLength(wav, spoken)
  const samples = toWholeMs(await renderAtTarget(ffmpegPath, wav, signal))
  return { wav: writeWav(samples, { sampleRate: SAMPLE_RATE, channels: 1 }), durationMs: samples.length / BYTES_PER_MS }
}
