import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinWavs, measureWav, parseWav, WavError, writeWav } from './wav.ts'

const chunk = (id: string, body: Buffer, declaredBytes = body.length): Buffer => {
  const head = Buffer.alloc(8)
  head.write(id, 0, 'latin1')
  head.writeUInt32LE(declaredBytes, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

const riff = (chunks: Buffer[], riffBytes?: number): Buffer => {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks])
  const head = Buffer.alloc(8)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(riffBytes ?? body.length, 4)
  return Buffer.concat([head, body])
}

const format = (
  tag: number,
  channels: number,
  sampleRate: number,
  bits: number,
  extension = Buffer.alloc(0),
): Buffer => {
  const body = Buffer.alloc(16)
  body.writeUInt16LE(tag, 0)
  body.writeUInt16LE(channels, 2)
  body.writeUInt32LE(sampleRate, 4)
  body.writeUInt32LE((sampleRate * channels * bits) / 8, 8)
  body.writeUInt16LE((channels * bits) / 8, 12)
  body.writeUInt16LE(bits, 14)
  return chunk('fmt ', Buffer.concat([body, extension]))
}

const MONO_16 = format(1, 1, 22_050, 16)
const SAMPLES = Buffer.from([1, 0, 2, 0, 3, 0, 4, 0])

describe('parseWav', () => {
  test('reads back what writeWav wrote', () => {
    const wav = parseWav(writeWav(SAMPLES, { sampleRate: 24_000, channels: 1 }))
    expect(wav).toMatchObject({
      sampleRate: 24_000,
      channels: 1,
      bitsPerSample: 16,
      encoding: 'int',
      frameCount: 4,
      truncated: false,
    })
    expect(wav.data).toEqual(SAMPLES)
    expect(wav.durationSec).toBe(4 / 24_000)
  })

  test('skips other chunks, odd ones with their padding', () => {
    const bytes = riff([
      MONO_16,
      chunk('LIST', Buffer.from('abc')),
      chunk('data', SAMPLES),
      chunk('id3 ', Buffer.alloc(30)),
    ])
    expect(parseWav(bytes).data).toEqual(SAMPLES)
  })

  test.each([
    ['espeak-ng', 0x7ffff000, 0x7ffff024],
    ['ffmpeg', 0xffffffff, 0xffffffff],
    ['a writer that leaves zeros', 0, 0],
  ])('takes the rest of a stream by %s as its audio', (_name, dataBytes, riffBytes) => {
    const wav = parseWav(riff([MONO_16, chunk('data', SAMPLES, dataBytes)], riffBytes))
    expect(wav).toMatchObject({ frameCount: 4, truncated: false })
  })

  test('a file that promises more than it holds is truncated, and read as far as it goes', () => {
    expect(parseWav(riff([MONO_16, chunk('data', SAMPLES, 800)]))).toMatchObject({ frameCount: 4, truncated: true })
  })

  test('half a sample at the end does not count', () => {
    expect(parseWav(riff([MONO_16, chunk('data', SAMPLES.subarray(0, 7))])).frameCount).toBe(3)
  })

  test('an empty data chunk is empty audio, not an error', () => {
    expect(parseWav(riff([MONO_16, chunk('data', Buffer.alloc(0)), chunk('LIST', SAMPLES)])).frameCount).toBe(0)
  })

  test('reads the format behind EXTENSIBLE', () => {
    const extension = Buffer.alloc(24)
    extension.writeUInt16LE(22, 0)
    extension.writeUInt16LE(3, 8)
    const wav = parseWav(riff([format(0xfffe, 2, 48_000, 32, extension), chunk('data', Buffer.alloc(16))]))
    expect(wav).toMatchObject({ encoding: 'float', channels: 2, frameCount: 2 })
  })

  test.each([
    ['an MP3', Buffer.from('ID3\u0003aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')],
    ['nothing', Buffer.alloc(0)],
    ['a file without a format', riff([chunk('data', SAMPLES)])],
    ['a file without audio', riff([MONO_16])],
    ['compressed audio', riff([format(0x55, 1, 24_000, 16), chunk('data', SAMPLES)])],
    ['zero channels', riff([format(1, 0, 24_000, 16), chunk('data', SAMPLES)])],
  ])('refuses %s', (_name, bytes) => {
    expect(() => parseWav(bytes)).toThrow(WavError)
  })

  test('never fails in another way, whatever the bytes', () => {
    const dirty = fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.boolean()).map(([bytes, framed]) => {
      return framed ? riff([Buffer.from(bytes), MONO_16, chunk('data', Buffer.from(bytes))]) : Buffer.from(bytes)
    })
    fc.assert(
      fc.property(dirty, (bytes) => {
        try {
          return parseWav(bytes).frameCount >= 0
        } catch (error) {
          return error instanceof WavError
        }
      }),
      { numRuns: 500 },
    )
  })
})

const wavOf = (samples: number[], sampleRate = 24_000) => {
  const data = Buffer.alloc(samples.length * 2)
  for (const [index, sample] of samples.entries()) data.writeInt16LE(sample, index * 2)
  return parseWav(writeWav(data, { sampleRate, channels: 1 }))
}

test('the samples of all parts follow each other, none more and none less', () => {
  const joined = parseWav(joinWavs([wavOf([1, -2, 3]), wavOf([4]), wavOf([5, 6])]))
  expect(joined).toMatchObject({ sampleRate: 24_000, channels: 1, bitsPerSample: 16, frameCount: 6, truncated: false })
  expect(joined.data).toEqual(wavOf([1, -2, 3, 4, 5, 6]).data)
})

test('floats stay floats', () => {
  const format = { sampleRate: 22_050, channels: 2, bitsPerSample: 32, encoding: 'float' } as const
  const part = parseWav(writeWav(Buffer.alloc(16, 7), format))
  expect(parseWav(joinWavs([part, part]))).toMatchObject({ ...format, frameCount: 4 })
})

test('parts of different formats are not joined', () => {
  expect(() => joinWavs([wavOf([1]), wavOf([1], 22_050)])).toThrow(WavError)
  expect(() => joinWavs([])).toThrow(WavError)
})

describe('how long a file plays', () => {
  const pcm = (frames: number, sampleRate = 8000) => writeWav(Buffer.alloc(2 * frames, 1), { sampleRate, channels: 1 })
  /** A file of another format: its tag, block align and bits replaced in the header. */
  const asFormat = (bytes: Buffer, { tag = 1, blockAlign = 2, bits = 16 }) => {
    const changed = Buffer.from(bytes)
    changed.writeUInt16LE(tag, 20)
    changed.writeUInt16LE(blockAlign, 32)
    changed.writeUInt16LE(bits, 34)
    return changed
  }
  const withChunk = (bytes: Buffer, id: string, body: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(id, 'latin1')
    head.writeUInt32LE(body.length, 4)
    return Buffer.concat([bytes.subarray(0, 36), head, body, Buffer.alloc(body.length % 2), bytes.subarray(36)])
  }
  const uint32 = (value: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(value)
    return bytes
  }

  test('it is whole samples over the sample rate', () => {
    expect(measureWav(pcm(11_026, 22_050))).toEqual({ frameCount: 11_026, sampleRate: 22_050, truncated: false })
    expect(measureWav(withChunk(pcm(800), 'LIST', Buffer.from('abc'))).frameCount).toBe(800)
  })

  test.each([
    [0, 0],
    [0xffffffff, 0xffffffff],
    [0xffffffff, 0x7ffff000],
    [0, 0x7ffff000],
  ])('a stream that left its sizes at %i and %i plays to the end of the file', (riffSize, dataSize) => {
    const streamed = pcm(8000)
    streamed.writeUInt32LE(riffSize, 4)
    streamed.writeUInt32LE(dataSize, 40)
    expect(measureWav(streamed)).toEqual({ frameCount: 8000, sampleRate: 8000, truncated: false })
    expect(parseWav(streamed)).toMatchObject({ frameCount: 8000, truncated: false })
  })

  test('a block align of 0 is computed from channels and bits, as players do', () => {
    const file = asFormat(pcm(8000), { blockAlign: 0 })
    expect(measureWav(file).frameCount).toBe(8000)
    expect(parseWav(file).frameCount).toBe(8000)
  })

  test.each([
    ['PCM of 24 bits in frames of 4 bytes', { tag: 1, blockAlign: 4, bits: 24 }, 4000],
    ['PCM of 20 bits in frames of 3 bytes', { tag: 1, blockAlign: 3, bits: 20 }, 5333],
    ['PCM of 12 bits', { tag: 1, blockAlign: 2, bits: 12 }, 8000],
    ['floats of 16 bits', { tag: 3, blockAlign: 2, bits: 16 }, 8000],
    ['PCM of 12 bits without block align', { tag: 1, blockAlign: 0, bits: 12 }, 8000],
  ])('%s have the length that their frames say', (_name, format, frameCount) => {
    expect(measureWav(asFormat(pcm(8000), format)).frameCount).toBe(frameCount)
  })

  test.each([6, 7])('telephone audio (format %i) has a length, though its samples are not decoded', (tag) => {
    const file = asFormat(pcm(4000), { tag, blockAlign: 1, bits: 8 })
    expect(measureWav(file)).toEqual({ frameCount: 8000, sampleRate: 8000, truncated: false })
    expect(() => parseWav(file)).toThrow(WavError)
  })

  test.each([0x02, 0x11, 0x55])('compressed audio (format %i) has the samples that its fact chunk states', (tag) => {
    const file = asFormat(pcm(4000), { tag, blockAlign: 1, bits: 0 })
    expect(() => measureWav(file)).toThrow(WavError)
    const stated = withChunk(file, 'fact', uint32(12_345))
    expect(measureWav(stated)).toEqual({ frameCount: 12_345, sampleRate: 8000, truncated: false })
    expect(() => measureWav(stated.subarray(0, 2000))).toThrow('cut short')
  })

  test('of a file cut short the samples that are there count, and it is flagged', () => {
    const cut = pcm(8000).subarray(0, 44 + 8000)
    expect(measureWav(cut)).toEqual({ frameCount: 4000, sampleRate: 8000, truncated: true })
    expect(parseWav(cut)).toMatchObject({ frameCount: 4000, truncated: true })
  })

  test('what is no WAV file has none', () => {
    for (const bytes of [Buffer.from('ID3 something that is an MP3'), Buffer.alloc(0), pcm(100).subarray(0, 36)])
      expect(() => measureWav(bytes)).toThrow(WavError)
    const noRate = pcm(100)
    noRate.writeUInt32LE(0, 24)
    expect(() => measureWav(noRate)).toThrow(WavError)
  })
})
