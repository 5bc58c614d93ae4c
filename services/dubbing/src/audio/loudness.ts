import type { Wav } from './parse-wav.ts'
import { runTool, type Tool } from './run-tool.ts'

export const SAMPLE_RATE = 24_000
export const TARGET_LUFS = -16
/**
 * Level after the gain and before the limiter. Synthetic speech peaks 18–21 dB above its loudness, so that the limiter
 * takes 0.5–1 LU off a take raised to the target.
 */
export const AIM_LUFS = -15.5

export const MAX_PEAK_DBTP = -1
/** Room for what resampling adds to a limited peak: under 0.5 dB for speech. */
export const AIM_PEAK_DB = -1.5

/** Limited at four times the final rate, where samples show true peaks; padded by more than the limiter looks ahead. */
const limiter = (limitDb: number) =>
  `apad=pad_dur=0.005,aresample=96000,alimiter=level=0:limit=${(10 ** (limitDb / 20)).toFixed(4)}:attack=2:release=50`
const LOG = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info']
/** Loudness is gated in blocks of 0.4 s (ITU-R BS.1770): shorter audio is measured repeated. */
export const MIN_MEASURED_SEC = 1
/** What ffmpeg says of audio that has no block above the absolute gate. */
const SILENCE_LUFS = -70

const ffmpegTool = (path: string): Tool => ({ name: 'ffmpeg', path, variable: 'FFMPEG_PATH' })

const inputOf = ({ encoding, bitsPerSample, sampleRate, channels }: Wav): string[] => {
  const sample = encoding === 'float' ? `f${bitsPerSample}le` : bitsPerSample === 8 ? 'u8' : `s${bitsPerSample}le`
  return ['-f', sample, '-ar', String(sampleRate), '-ac', String(channels), '-i', 'pipe:0']
}

/** The last value a pattern finds in ffmpeg's summary; `-inf` and `nan`, which it says of silence, are null. */
const readLast = (log: string, pattern: RegExp): number | null => {
  const value = Number([...log.matchAll(pattern)].at(-1)?.[1])
  return Number.isFinite(value) ? value : null
}
const readLufs = (log: string): number => readLast(log, /^\s*I:\s+(\S+) LUFS/gm) ?? SILENCE_LUFS
const readPeakDb = (log: string): number => readLast(log, /^\s*Peak:\s+(\S+) dBFS/gm) ?? SILENCE_LUFS

/** Integrated loudness in LUFS, as mono; −70 for silence. */
export const measureLoudness = async (ffmpegPath: string, wav: Wav, signal: AbortSignal): Promise<number> => {
  const repeats = Math.ceil(MIN_MEASURED_SEC / wav.durationSec)
  const data = repeats > 1 ? Buffer.concat(Array<Buffer>(repeats).fill(wav.data)) : wav.data
  const args = [
    ...LOG,
    ...inputOf(wav),
    '-af',
    'aformat=channel_layouts=mono,ebur128=framelog=verbose',
    '-f',
    'null',
    '-',
  ]
  return readLufs((await runTool(ffmpegTool(ffmpegPath), args, data, signal)).stderr)
}

type Rendering = { samples: Buffer; lufs: number; peakDbtp: number }

/** The audio as 16-bit mono samples at 24,000 Hz, `gainDb` louder and limited at `limitDb`, with how loud it is. */
export const renderSpeech = async (
  ffmpegPath: string,
  wav: Wav,
  { gainDb, limitDb }: { gainDb: number; limitDb: number },
  signal: AbortSignal,
): Promise<Rendering> => {
  const gain = `aformat=channel_layouts=mono,volume=${gainDb.toFixed(2)}dB`
  const chain = `${gain},${limiter(limitDb)},aresample=${SAMPLE_RATE}`
  const graph = `[0:a]${chain},asplit[out][heard];[heard]ebur128=peak=true:framelog=verbose,anullsink`
  const output = [
    '-map',
    '[out]',
    '-ac',
    '1',
    '-ar',
    String(SAMPLE_RATE),
    '-c:a',
    'pcm_s16le',
    '-bitexact',
    '-f',
    's16le',
  ]
  const args = [...LOG, ...inputOf(wav), '-filter_complex', graph, ...output, 'pipe:1']
  const { stdout, stderr } = await runTool(ffmpegTool(ffmpegPath), args, wav.data, signal)
  return { samples: stdout, lufs: readLufs(stderr), peakDbtp: readPeakDb(stderr) }
}
