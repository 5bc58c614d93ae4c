import { ProviderError } from '@vss/shared/ai/provider-error.ts'
import type { Units } from '@vss/shared/ai/units.ts'
import { parseWav, type Wav, WavError } from '../audio/parse-wav.ts'
import { speechLengthBounds } from '../speech/speech-length.ts'

/** −60 dBFS: below the noise of any recording, above the dither of silence. */
const SILENT_BELOW = 32

const isSilent = ({ data, encoding, bitsPerSample }: Wav): boolean => {
  if (encoding !== 'int' || bitsPerSample !== 16) return false
  for (let offset = 0; offset + 1 < data.length; offset += 2) {
    if (Math.abs(data.readInt16LE(offset)) >= SILENT_BELOW) return false
  }
  return true
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
export const readAnswer = (
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
