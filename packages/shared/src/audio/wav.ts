/** Bytes that are not the audio they should be; `message` says why. */
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
const A_LAW = 6
const MU_LAW = 7
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

type WavFormat = { tag: number; channels: number; sampleRate: number; blockAlign: number; bitsPerSample: number }

const parseFormat = (bytes: Buffer, chunk: Chunk | undefined): WavFormat => {
  if (!chunk || chunk.end - chunk.start < 16) throw new WavError('the format chunk is missing or too short')
  const tag = bytes.readUInt16LE(chunk.start)
  // EXTENSIBLE names the real format in the first two bytes of its sub-format.
  const extended = tag === EXTENSIBLE && chunk.end - chunk.start >= 26
  const format = {
    tag: extended ? bytes.readUInt16LE(chunk.start + 24) : tag,
    channels: bytes.readUInt16LE(chunk.start + 2),
    sampleRate: bytes.readUInt32LE(chunk.start + 4),
    blockAlign: bytes.readUInt16LE(chunk.start + 12),
    bitsPerSample: bytes.readUInt16LE(chunk.start + 14),
  }
  if (format.channels === 0 || format.sampleRate === 0)
    throw new WavError('the header names no channel or no sample rate')
  return format
}

/** Walks the chunks of a RIFF/WAVE file: LIST and others are skipped. */
const parseChunks = (bytes: Buffer) => {
  const isWave =
    bytes.length >= 12 && bytes.toString('latin1', 8, 12) === 'WAVE' && bytes.toString('latin1', 0, 4) === 'RIFF'
  if (!isWave) throw new WavError('it is not a RIFF/WAVE file')
  const chunks = listChunks(bytes)
  const chunkOf = (id: string) => chunks.find((chunk) => chunk.id === id)
  const format = parseFormat(bytes, chunkOf('fmt '))
  const data = chunkOf('data')
  if (!data) throw new WavError('there is no data chunk')
  return { format, data, fact: chunkOf('fact'), isTruncated: data.start + data.declaredBytes > bytes.length }
}

const isPcm = ({ tag, bitsPerSample }: WavFormat): boolean =>
  (tag === PCM && [8, 16, 24, 32].includes(bitsPerSample)) || (tag === FLOAT && [32, 64].includes(bitsPerSample))

/**
 * Bytes of one sample of every channel, where each takes the same number of bytes: PCM and floats of any width, and the
 * companded telephone formats. The header states it as block align; some writers leave that at 0, and it is then
 * computed, each sample in whole bytes. Null for formats that compress blocks of samples.
 */
const frameBytesOf = ({ tag, channels, blockAlign, bitsPerSample }: WavFormat): number | null => {
  if (![PCM, FLOAT, A_LAW, MU_LAW].includes(tag)) return null
  return blockAlign || channels * Math.ceil(bitsPerSample / 8) || null
}

export type WavLength = {
  /** Samples of each channel. The exact duration is `frameCount / sampleRate` seconds. */
  frameCount: number
  sampleRate: number
  /** The header promises more audio than there is, and does not come from a stream of unknown length. */
  truncated: boolean
}

/**
 * How long a WAV file plays, of whatever format. Of a file cut short the audio that is there counts. Compressed
 * formats (ADPCM, MP3 and others) say the number of their samples in a `fact` chunk. Throws `WavError` where there is
 * none, where a compressed file is cut short, and for bytes that are no WAV file.
 */
export const measureWav = (bytes: Buffer): WavLength => {
  const { format, data, fact, isTruncated: truncated } = parseChunks(bytes)
  const { sampleRate } = format
  const frameBytes = frameBytesOf(format)
  if (frameBytes !== null)
    return { frameCount: Math.floor((data.end - data.start) / frameBytes), sampleRate, truncated }
  if (!fact || fact.end - fact.start < 4) throw new WavError(`format ${format.tag} without the number of its samples`)
  if (truncated) throw new WavError(`format ${format.tag}, and the file is cut short`)
  return { frameCount: bytes.readUInt32LE(fact.start), sampleRate, truncated }
}

/**
 * Parses a WAV file of uncompressed samples (PCM or floats). Throws `WavError` for anything else; an empty one has
 * `frameCount` 0.
 */
export const parseWav = (bytes: Buffer): Wav => {
  const { format, data, isTruncated: truncated } = parseChunks(bytes)
  const { tag, channels, sampleRate, bitsPerSample } = format
  if (!isPcm(format)) throw new WavError(`format ${tag} with ${bitsPerSample} bits is not PCM`)
  const frameBytes = (channels * bitsPerSample) / 8
  const frameCount = Math.floor((data.end - data.start) / frameBytes)
  return {
    encoding: tag === FLOAT ? 'float' : 'int',
    channels,
    sampleRate,
    bitsPerSample,
    data: bytes.subarray(data.start, data.start + frameCount * frameBytes),
    frameCount,
    durationSec: frameCount / sampleRate,
    truncated,
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
