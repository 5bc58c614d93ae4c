import type { Artifact } from '@vss/shared/artifacts/artifact-store.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import pLimit from 'p-limit'
import { hashTake, type MasteredTake, saveTake, type Take, type TakeCache, touchTake } from '../cache/take-cache.ts'
import type { VoiceSettings } from '../speech/speech-request.ts'
import type { Line } from './direct-by-style.ts'

/** How the takes of a task are made. */
export type Recording = {
  cache: TakeCache
  orgId: string
  settings: VoiceSettings
  /** Lines that are spoken concurrently. */
  concurrency: number
  /** Takes that may be mastered and cached meanwhile: speaking mostly waits for a service, mastering uses this machine. */
  ahead: number
  speak(line: Line, signal: AbortSignal): Promise<Buffer>
  master(wav: Buffer, line: Line, signal: AbortSignal): Promise<MasteredTake>
  /** Puts the take of a line where the result names it. */
  store(take: Take, index: number): Promise<Artifact>
  onProgress(done: number, count: number): void
}

export type RecordedLine = { take: Take; file: Artifact }

/** Adds to an error of a take the item that it belongs to. */
const withIndex = (error: unknown, index: number): unknown =>
  error instanceof AppError && error.code === 'tts_failed'
    ? new AppError(error.code, error.key, { ...error.params, index }, { cause: error })
    : error

/**
 * Makes the take of every line, in order, and stores it for the task. Cached takes are used as they are. The others are
 * spoken, mastered and cached one by one, equal lines once, so that another attempt continues where this one stopped.
 *
 * After the first failure no other take starts. The failure is thrown once the takes in flight have ended: they are paid
 * for, so they are cached. An abort of the run stops those too.
 *
 * Two limits: `inFlight` bounds all takes that are being made, `speaking` those that wait for the voice, so that the next
 * request can be sent while earlier takes are mastered.
 */
export const recordTakes = async (recording: Recording, lines: readonly Line[], run: Run): Promise<RecordedLine[]> => {
  const { cache, orgId, settings, concurrency, ahead } = recording
  const inFlight = pLimit(concurrency + ahead)
  const speaking = pLimit(concurrency)
  const failed = new AbortController()
  const signal = AbortSignal.any([run.signal, failed.signal])
  const distinct = Map.groupBy(lines, (line) => hashTake(settings, line))
  const recorded = new Map<Line, RecordedLine>()
  let done = 0

  /** Runs inside a limit, so that a failure has aborted before the limit starts the next take of its queue. */
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
    const wav = await speaking(() => orAbort(line, () => recording.speak(line, run.signal)))
    return recording.master(wav, line, run.signal)
  }
  const obtain = async (hash: string, line: Line): Promise<Take> => {
    const cached = await touchTake(cache, orgId, hash)
    if (cached) return cached
    const mastered = await run.span('record take', { 'take.index': line.index }, () => record(line))
    return saveTake(cache, orgId, hash, mastered)
  }
  const work = (hash: string, equal: readonly [Line, ...Line[]]): Promise<void> =>
    orAbort(equal[0], async () => {
      const take = await obtain(hash, equal[0])
      for (const line of equal) recorded.set(line, { take, file: await recording.store(take, line.index) })
      done += 1
      recording.onProgress(done, distinct.size)
    })
  const groups = [...distinct].flatMap(([hash, [first, ...others]]) =>
    first ? [inFlight(() => work(hash, [first, ...others]))] : [],
  )
  await Promise.allSettled(groups)
  signal.throwIfAborted()
  return lines.flatMap((line) => recorded.get(line) ?? [])
}
