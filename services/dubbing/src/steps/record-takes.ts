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
  /** Lines that are spoken at once. */
  concurrency: number
  /** Takes that may be mastered and cached meanwhile: speaking waits for others, mastering is work of this machine. */
  ahead: number
  speak(line: Line, signal: AbortSignal): Promise<Buffer>
  master(wav: Buffer, line: Line, signal: AbortSignal): Promise<MasteredTake>
  onProgress(done: number, count: number): void
}

/** What goes wrong with a take is told with the item it belongs to. */
const withIndex = (error: unknown, index: number): unknown =>
  error instanceof AppError && error.code === 'tts_failed'
    ? new AppError(error.code, error.key, { ...error.params, index }, { cause: error })
    : error

/**
 * The take of every line, in order. Takes that are cached are used as they are; the others are spoken, mastered and
 * cached one by one, equal lines once, so that another attempt goes on where this one stopped. The first failure, or an
 * abort of the run, stops those in work and starts no other.
 */
export const recordTakes = async (recording: Recording, lines: readonly Line[], run: Run): Promise<Take[]> => {
  const { cache, orgId, settings, concurrency, ahead } = recording
  const inWork = pLimit(concurrency + ahead)
  const speaking = pLimit(concurrency)
  const failed = new AbortController()
  const signal = AbortSignal.any([run.signal, failed.signal])
  const hashed = lines.map((line) => ({ line, hash: hashTake(settings, line) }))
  const distinct = new Map<string, Line>()
  for (const { hash, line } of hashed) if (!distinct.has(hash)) distinct.set(hash, line)
  const takes = new Map<string, Take>()

  /** Inside a limit: the next in the queue must find the abort of a failure already there. */
  const orAbort = async <Value>({ index }: Line, work: () => Promise<Value>): Promise<Value> => {
    signal.throwIfAborted()
    try {
      return await work()
    } catch (error) {
      failed.abort(withIndex(error, index))
      throw error
    }
  }
  const record = async (line: Line): Promise<MasteredTake> => {
    const wav = await speaking(() => orAbort(line, () => recording.speak(line, signal)))
    return recording.master(wav, line, signal)
  }
  const obtain = async (hash: string, line: Line): Promise<Take> => {
    const cached = await findTake(cache, orgId, hash)
    if (cached) return cached
    const mastered = await run.span('record take', { 'take.index': line.index }, () => record(line))
    return keepTake(cache, orgId, hash, mastered)
  }
  const work = (hash: string, line: Line): Promise<void> =>
    orAbort(line, async () => {
      takes.set(hash, await obtain(hash, line))
      recording.onProgress(takes.size, distinct.size)
    })
  await Promise.allSettled([...distinct].map(([hash, line]) => inWork(() => work(hash, line))))
  signal.throwIfAborted()
  return hashed.flatMap(({ hash }) => takes.get(hash) ?? [])
}
