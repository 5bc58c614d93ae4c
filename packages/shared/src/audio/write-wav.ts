const HEADER_BYTES = 44
const PCM = 1
const FLOAT = 3

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
