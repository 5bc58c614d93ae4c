import { type Seconds, secondsOf } from '../film/seconds.ts'

const PCM_BYTES_AT = { rate: 4, blockAlign: 12 } as const

/**
 * Length of a RIFF/WAVE file from its `fmt ` and `data` chunks: whole sample frames over the sample rate. Chunks are
 * walked, since `data` is rarely at byte 44; a size that writers of streams leave at its maximum is cut to the file.
 * Null when the bytes are not such a file or hold no sample.
 */
export const readWavDuration = (bytes: Buffer): Seconds | null => {
  if (bytes.length < 12 || bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    return null
  }
  let rate = 0
  let blockAlign = 0
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8)
    const body = at + 8
    if (id === 'fmt ' && size >= 16) {
      rate = bytes.readUInt32LE(body + PCM_BYTES_AT.rate)
      blockAlign = bytes.readUInt16LE(body + PCM_BYTES_AT.blockAlign)
    }
    if (id === 'data') {
      const samples = blockAlign > 0 ? Math.floor(size / blockAlign) : 0
      return samples > 0 && rate > 0 ? secondsOf(BigInt(samples), BigInt(rate)) : null
    }
    at = body + size + (size % 2)
  }
  return null
}
