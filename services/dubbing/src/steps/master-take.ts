import { parseWav, type Wav, WavError, writeWav } from '@vss/shared/audio/wav.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { SpeechRenderer } from '../audio/render-speech.ts'
import { SAMPLE_RATE, toInt16, toSamples } from '../audio/samples.ts'
import type { MasteredTake } from '../cache/take-cache.ts'
import { speechLengthBounds } from '../speech/speech-length.ts'

const SAMPLES_PER_MS = SAMPLE_RATE / 1000
const BYTES_PER_MS = SAMPLES_PER_MS * 2

/** The program that converts formats, and `renderSpeech`, in this thread or another. */
export type Mastering = { ffmpegPath: string; render: SpeechRenderer }

type Spoken = { wav: Buffer; text: string; speakingRate: number }

const parseSpeech = (bytes: Buffer): Wav => {
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

/** Pads with silence to whole milliseconds, so that the seconds in scripts, and their sums, are exact. */
const toWholeMs = (samples: Buffer): Buffer => {
  const missing = (BYTES_PER_MS - (samples.length % BYTES_PER_MS)) % BYTES_PER_MS
  return missing ? Buffer.concat([samples, Buffer.alloc(missing)]) : samples
}

/**
 * Checks the audio of a voice and brings it to the one format of all takes: 16-bit mono WAV at 24,000 Hz, −16 LUFS
 * (± 1.5), true peak below −1 dBTP. Throws `tts_failed` for audio that is empty, unreadable, cut off, silent, or too
 * short or too long for its text.
 */
export const masterTake = async (
  { ffmpegPath, render }: Mastering,
  spoken: Spoken,
  signal: AbortSignal,
): Promise<MasteredTake> => {
  const wav = parseSpeech(spoken.wav)
  checkLength(wav, spoken)
  const rendered = await render(await toSamples(ffmpegPath, wav, signal))
  if (!rendered) throw new AppError('tts_failed', 'dubbing.take_silent')
  const samples = toWholeMs(toInt16(rendered))
  return { wav: writeWav(samples, { sampleRate: SAMPLE_RATE, channels: 1 }), durationMs: samples.length / BYTES_PER_MS }
}
