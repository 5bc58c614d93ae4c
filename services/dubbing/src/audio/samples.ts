import type { Wav } from '@vss/shared/audio/wav.ts'
import { runTool, type Tool } from './run-tool.ts'

/** The sample rate of all takes, in Hz. */
export const SAMPLE_RATE = 24_000

/** One channel, where full scale is 1. */
export type Samples = Float32Array<ArrayBuffer>

/** The value of a 16-bit sample at full scale. */
export const FULL_SCALE = 32_768

const inputOf = ({ encoding, bitsPerSample, sampleRate, channels }: Wav): string[] => {
  const sample = encoding === 'float' ? `f${bitsPerSample}le` : bitsPerSample === 8 ? 'u8' : `s${bitsPerSample}le`
  return ['-f', sample, '-ar', String(sampleRate), '-ac', String(channels), '-i', 'pipe:0']
}

const convert = async (ffmpegPath: string, wav: Wav, signal: AbortSignal): Promise<Samples> => {
  const tool: Tool = { name: 'ffmpeg', path: ffmpegPath, variable: 'FFMPEG_PATH' }
  const output = ['-ac', '1', '-ar', String(SAMPLE_RATE), '-bitexact', '-f', 'f32le', 'pipe:1']
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', ...inputOf(wav), ...output]
  const { stdout } = await runTool(tool, args, wav.data, signal)
  const samples = new Float32Array(Math.floor(stdout.length / 4))
  for (let n = 0; n < samples.length; n += 1) samples[n] = stdout.readFloatLE(4 * n)
  return samples
}

/**
 * Converts to one channel at 24,000 Hz. Services already answer that, as 16-bit samples; any other format goes through
 * ffmpeg, whose start alone takes longer than the rest of mastering.
 */
export const toSamples = async (ffmpegPath: string, wav: Wav, signal: AbortSignal): Promise<Samples> => {
  const { data, encoding, bitsPerSample, sampleRate, channels, frameCount } = wav
  const isMasterFormat = encoding === 'int' && bitsPerSample === 16 && sampleRate === SAMPLE_RATE && channels === 1
  if (!isMasterFormat) return convert(ffmpegPath, wav, signal)
  const samples = new Float32Array(frameCount)
  for (let n = 0; n < frameCount; n += 1) samples[n] = data.readInt16LE(2 * n) / FULL_SCALE
  return samples
}

/** Rounds to 16-bit samples and clips at full scale. */
export const toInt16 = (samples: Samples): Buffer => {
  const data = Buffer.alloc(samples.length * 2)
  for (let n = 0; n < samples.length; n += 1) {
    const value = Math.round((samples[n] ?? 0) * FULL_SCALE)
    data.writeInt16LE(Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, value)), 2 * n)
  }
  return data
}
