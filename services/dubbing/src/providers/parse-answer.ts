import { ProviderError } from '@vss/shared/ai/provider-error.ts'
import type { Units } from '@vss/shared/ai/usage.ts'
import { parseWav, type Wav, WavError } from '@vss/shared/audio/wav.ts'
import { measureLoudness } from '../audio/measure-loudness.ts'
import { SILENT_BELOW_LUFS } from '../audio/render-speech.ts'
import { FULL_SCALE } from '../audio/samples.ts'
import { speechLengthBounds } from '../speech/speech-length.ts'

/** By the measure of mastering. Otherwise audio could be cached as paid, and then refused by mastering in every attempt. */
const isSilent = ({ data, encoding, bitsPerSample, channels, sampleRate, frameCount }: Wav): boolean => {
  if (encoding !== 'int' || bitsPerSample !== 16) return false
  const samples = Float32Array.from({ length: frameCount }, (_, n) => data.readInt16LE(2 * n * channels) / FULL_SCALE)
  return measureLoudness(samples, sampleRate) < SILENT_BELOW_LUFS
}

const tryParseWav = (bytes: Buffer): Wav | string => {
  try {
    return parseWav(bytes)
  } catch (error) {
    if (error instanceof WavError) return error.message
    throw error
  }
}

/** Names the fault of the audio of a text; null when there is none. */
const findFault = (wav: Wav, text: string, rate: number): string | null => {
  if (wav.frameCount === 0) return 'the audio is empty'
  if (wav.truncated) return 'the audio is cut off'
  if (isSilent(wav)) return 'the audio is silent'
  const { minSec, maxSec } = speechLengthBounds(text, rate)
  if (wav.durationSec >= minSec && wav.durationSec <= maxSec) return null
  return `${wav.durationSec.toFixed(2)} s of audio for a text of ${minSec.toFixed(2)} to ${maxSec.toFixed(2)} s`
}

/**
 * Parses and checks the audio of one part. Each part is checked by itself: a missing one would go unnoticed in the joined
 * take. Throws `unusable` when the audio is empty, not a WAV file, cut off, silent, or too short or too long for its text.
 * It is paid all the same: `unitsOf` says what so many seconds of audio cost.
 */
export const parseAnswer = (
  bytes: Buffer,
  { text, rate }: { text: string; rate: number },
  unitsOf: (durationSec: number) => Units,
): { value: Wav; units: Units } => {
  const wav = bytes.length === 0 ? 'the answer holds no audio' : tryParseWav(bytes)
  if (typeof wav === 'string') throw new ProviderError('unusable', wav, { units: unitsOf(0) })
  const units = unitsOf(wav.durationSec)
  const fault = findFault(wav, text, rate)
  if (fault !== null) throw new ProviderError('unusable', fault, { units })
  return { value: wav, units }
}
