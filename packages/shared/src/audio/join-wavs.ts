import { type Wav, WavError } from './parse-wav.ts'
import { writeWav } from './write-wav.ts'

const formatOf = ({ sampleRate, channels, bitsPerSample, encoding }: Wav) =>
  `${encoding} ${bitsPerSample} bits, ${channels} channels, ${sampleRate} Hz`

/**
 * One file with the samples of all parts, one after the other: none added, dropped or changed. Throws `WavError` when
 * there is no part or when they differ in format.
 */
export const joinWavs = (parts: readonly Wav[]): Buffer => {
  const [first, ...others] = parts
  if (!first) throw new WavError('there is nothing to join')
  const other = others.find((part) => formatOf(part) !== formatOf(first))
  if (other) throw new WavError(`parts differ: ${formatOf(first)} and ${formatOf(other)}`)
  return writeWav(Buffer.concat(parts.map(({ data }) => data)), first)
}
