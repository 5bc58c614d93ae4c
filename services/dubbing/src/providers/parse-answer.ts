import { ProviderError } from '@vss/shared/ai/provider-error.ts'
import type { Units } from '@vss/shared/ai/units.ts'
import { parseWav, type Wav, WavError } from '@vss/shared/audio/wav.ts'
import { measureLoudness } from '../audio/measure-loudness.ts'
import { SILENT_BELOW_LUFS } from '../audio/render-speech.ts'
import { FULL_SCALE } from '../audio/samples.ts'
import { speechLengthBounds } from '../speech/speech-length.ts'

/** As mastering judges it: what is kept as paid must not be refused there, again with every retry. */
const isSilent = ({ data, encoding, bitsPerSample, channels, sampleRate, frameCount }: Wav): boolean => {
  if (encoding !== 'int' || bitsPerSample !== 16) return false
  const samples = Float32Array.from({ length: frameCount }, (_, n) => data.readInt16LE(2 * n * channels) / FULL_SCALE)
  return measureLoudness(samples, sampleRate) < SILENT_BELOW_LUFS
}

const readWav = (bytes: Buffer): Wav | string => {
  try {
    return parseWav(bytes)
  } catch (error) {
    if (error instanceof WavError) return error.message
    throw error
  }
}

/** What is wrong with the audio of a text; null when nothing is. */
const findFault = (wav: Wav, text: string, rate: number): string | null => {
  if (wav.frameCount === 0) return 'the audio is empty'
  if (wav.truncated) return 'the audio is cut off'
  if (isSilent(wav)) return 'the audio is silent'
  const { minSec, maxSec } = speechLengthBounds(text, rate)
  if (wav.durationSec >= minSec && wav.durationSec <= maxSec) return null
  return `${wav.durationSec.toFixed(2)} s of audio for a text of ${minSec.toFixed(2)} to ${maxSec.toFixed(2)} s`
}

/**
 * The audio of one part. Each is checked by itself: in the joined take, one that is missing would go unnoticed. Throws
 * `unusable` when it is empty, no WAV file, cut off, silent, or no length for its text: `unitsOf` so many seconds of audio
 * are paid all the same.
 */
export const parseAnswer = (
  bytes: Buffer,
  { text, rate }: { text: string; rate: number },
  unitsOf: (durationSec: number) => Units,
): { value: Wav; units: Units } => {
  const wav = bytes.length === 0 ? 'the answer holds no audio' : readWav(bytes)
  if (typeof wav === 'string') throw new ProviderError('unusable', wav, { units: unitsOf(0) })
  const units = unitsOf(wav.durationSec)
  const fault = findFault(wav, text, rate)
  if (fault !== null) throw new ProviderError('unusable', fault, { units })
  return { value: wav, units }
}
