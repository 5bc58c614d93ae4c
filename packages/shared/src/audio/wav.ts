/** Audio that cannot be read; `message` says why. */
export class WavError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WavError'
  }
}

export type Wav = {
  sampleRate: number
  channels: number
  bitsPerSample: number
  encoding: 'int' | 'float'
  /** Interleaved samples, whole frames only. A view into the given bytes. */
  data: Buffer
  frameCount: number
  durationSec: number
  /** The header promises more audio than there is, and does not come from a stream of unknown length. */
  truncated: boolean
}

const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
/** Writers to a pipe do not know the length: espeak-ng writes 0x7ffff000, ffmpeg and many services 0xffffffff. */
const UNKNOWN_LENGTH = 0x7fff0000

type Chunk = { id: string; start: number; declaredBytes: number; end: number }

/** Walks the chunks; sizes beyond the file are clamped, odd ones padded. Stops at `data` of unknown length. */
const listChunks = (bytes: Buffer): Chunk[] => {
  const chunks: Chunk[] = []
  const riffBytes = bytes.readUInt32LE(4)
  const streamed = riffBytes === 0 || riffBytes >= UNKNOWN_LENGTH
  let offset = 12
  while (offset + 8 <= bytes.length) {
    const id = bytes.toString('latin1', offset, offset + 4)
    const size = bytes.readUInt32LE(offset + 4)
    const unknown = id === 'data' && (size >= UNKNOWN_LENGTH || (size === 0 && streamed))
    const start = offset + 8
    const declaredBytes = unknown ? bytes.length - start : size
    const end = Math.min(start + declaredBytes, bytes.length)
    chunks.push({ id, start, declaredBytes, end })
    offset = start + declaredBytes + (declaredBytes % 2)
  }
  return chunks
}

const readFormat = (bytes: Buffer, chunk: Chunk | undefined) => {
  if (!chunk || chunk.end - chunk.start < 16) throw new WavError('the format chunk is missing or too short')
  const tag = bytes.readUInt16LE(chunk.start)
  const extended = tag === EXTENSIBLE && chunk.end - chunk.start >= 26
  const format = extended ? bytes.readUInt16LE(chunk.start + 24) : tag
  const channels = bytes.readUInt16LE(chunk.start + 2)
  const sampleRate = bytes.readUInt32LE(chunk.start + 4)
  const bitsPerSample = bytes.readUInt16LE(chunk.start + 14)
  const known =
    (format === PCM && [8, 16, 24, 32].includes(bitsPerSample)) ||
    (format === FLOAT && [32, 64].includes(bitsPerSample))
  if (!known) throw new WavError(`format ${format} with ${bitsPerSample} bits is not PCM`)
  if (channels === 0 || sampleRate === 0) throw new WavError('the header names no channel or no sample rate')
  return { encoding: format === FLOAT ? ('float' as const) : ('int' as const), channels, sampleRate, bitsPerSample }
}

/**
 * Reads a RIFF/WAVE file by walking its chunks (LIST and others are skipped, EXTENSIBLE is read). Throws `WavError`
 * when it is no PCM audio; an empty one has `frameCount` 0.
 */
export const parseWav = (bytes: Buffer): Wav => {
  const isWave =
    bytes.length >= 12 && bytes.toString('latin1', 8, 12) === 'WAVE' && bytes.toString('latin1', 0, 4) === 'RIFF'
  if (!isWave) throw new WavError('it is not a RIFF/WAVE file')
  const chunks = listChunks(bytes)
  const format = readFormat(
    bytes,
    chunks.find((chunk) => chunk.id === 'fmt '),
  )
  const chunk = chunks.find(({ id }) => id === 'data')
  if (!chunk) throw new WavError('there is no data chunk')
  const frameBytes = (format.channels * format.bitsPerSample) / 8
  const frameCount = Math.floor((chunk.end - chunk.start) / frameBytes)
  return {
    ...format,
    data: bytes.subarray(chunk.start, chunk.start + frameCount * frameBytes),
    frameCount,
    durationSec: frameCount / format.sampleRate,
    truncated: chunk.start + chunk.declaredBytes > bytes.length,
  }
}

const HEADER_BYTES = 44

type Format = { sampleRate: number; channels: number; bitsPerSample?: number; encoding?: 'int' | 'float' }

/** A plain PCM file, of 16 bits unless said: one `fmt ` and one `data` chunk, so equal samples give equal bytes. */
export const writeWav = (samples: Buffer, format: Format): Buffer => {
  const { sampleRate, channels, bitsPerSample = 16, encoding = 'int' } = format
  const frameBytes = (channels * bitsPerSample) / 8
  const header = Buffer.alloc(HEADER_BYTES)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.length, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(encoding === 'float' ? FLOAT : PCM, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * frameBytes, 28)
  header.writeUInt16LE(frameBytes, 32)
  header.writeUInt16LE(bitsPerSample, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

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
