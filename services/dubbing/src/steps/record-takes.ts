import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import pLimit from 'p-limit'
import type { VoiceSettings } from '../providers/voice.ts'
import { findTake, type TakeCache } from '../takes/find-take.ts'
import { hashTake } from '../takes/hash-take.ts'
import { keepTake } from '../takes/keep-take.ts'
import type { MasteredTake, Take } from '../takes/take.ts'
import type { Line } from './direct-delivery.ts'

type Recording = {
  cache: TakeCache
  orgId: string
  settings: VoiceSettings
  concurrency: number
  /** Speaks and masters one line. */
  record(line: Line, signal: AbortSignal): Promise<MasteredTake>
  onProgress(done: number, count: number): void
}

/** What goes wrong with a take is told with the item it belongs to. */
const withIndex = (error: unknown, index: number): unknown =>
  error instanceof AppError && error.code === 'tts_failed'
    ? new AppError(error.code, error.key, { ...error.params, index }, { cause: error })
    : error

/**
 * The take of every line, in order. Takes that are cached are used as they are; the others are recorded, at most
 * `concurrency` at once and equal lines once, and cached one by one, so that another attempt goes on where this one
 * stopped. The first failure, or an abort of the run, stops those in work and starts no other.
 */
export const recordTakes = async (recording: Recording, lines: readonly Line[], run: Run): Promise<Take[]> => {
  const { cache, orgId, settings } = recording
  const limit = pLimit(recording.concurrency)
  const failed = new AbortController()
  const signal = AbortSignal.any([run.signal, failed.signal])
  const hashed = lines.map((line) => ({ line, hash: hashTake(settings, line) }))
  const distinct = new Map<string, Line>()
  for (const { hash, line } of hashed) if (!distinct.has(hash)) distinct.set(hash, line)
  const takes = new Map<string, Take>()

  const obtain = async (hash: string, line: Line): Promise<Take> => {
    const cached = await findTake(cache, orgId, hash)
    if (cached) return cached
    signal.throwIfAborted()
    const mastered = await run.span('record take', { 'take.index': line.index }, () => recording.record(line, signal))
    return keepTake(cache, orgId, hash, mastered)
  }
  const work = async (hash: string, line: Line): Promise<void> => {
    if (signal.aborted) return
    try {
      takes.set(hash, await obtain(hash, line))
      recording.onProgress(takes.size, distinct.size)
    } catch (error) {
      failed.abort(withIndex(error, line.index))
    }
  }
  await Promise.all([...distinct].map(([hash, line]) => limit(() => work(hash, line))))
  signal.throwIfAborted()
  return hashed.flatMap(({ hash }) => takes.get(hash) ?? [])
}
