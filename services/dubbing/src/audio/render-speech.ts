import { Worker } from 'node:worker_threads'
import { limitPeaks, truePeakOf } from './limit-peaks.ts'
import { measureLoudness } from './measure-loudness.ts'
import type { RenderReply, RenderRequest } from './render-thread.ts'
import { SAMPLE_RATE, type Samples } from './samples.ts'

const TARGET_LUFS = -16
/**
 * Level after the gain and before the limiter. Synthetic speech peaks 18–21 dB above its loudness, so the limiter takes
 * 0.5–1 LU off a take that is raised to the target.
 */
const AIM_LUFS = -15.5
const MAX_PEAK_DBTP = -1
/** A margin for rounded samples and for meters that interpolate more finely. */
const AIM_PEAK_DB = -1.5
export const SILENT_BELOW_LUFS = -55
/** Loudness is gated in blocks of 0.4 s: shorter takes have too few blocks for a second measurement to be reliable. */
const MIN_CORRECTED_SEC = 1
const CORRECTED_ABOVE_LU = 1
/** More than the next rendering's gain can add to a peak. */
const LIMIT_STEP_DB = 0.5
const MAX_RENDERS = 4

const toFactor = (decibels: number): number => 10 ** (decibels / 20)

/**
 * Brings speech at 24,000 Hz to −16 LUFS (± 1.5) with a true peak below −1 dBTP; null for silence. The first gain follows
 * from the measured loudness; what the limiter then takes off is corrected by rendering again.
 */
export const renderSpeech = (speech: Samples): Samples | null => {
  const lufs = measureLoudness(speech, SAMPLE_RATE)
  if (lufs < SILENT_BELOW_LUFS) return null
  const isShort = speech.length < MIN_CORRECTED_SEC * SAMPLE_RATE
  let gainDb = AIM_LUFS - lufs
  let limitDb = AIM_PEAK_DB
  for (let renders = 1; ; renders += 1) {
    const rendered = limitPeaks(speech, { gain: toFactor(gainDb), limit: toFactor(limitDb) }, SAMPLE_RATE)
    const off = isShort ? 0 : TARGET_LUFS - measureLoudness(rendered, SAMPLE_RATE)
    const over = Math.max(0, 20 * Math.log10(truePeakOf(rendered, toFactor(MAX_PEAK_DBTP))) - MAX_PEAK_DBTP)
    if ((Math.abs(off) <= CORRECTED_ABOVE_LU && over === 0) || renders === MAX_RENDERS) return rendered
    gainDb += off
    if (over > 0) limitDb -= over + LIMIT_STEP_DB
  }
}

/** Renders speech at 24,000 Hz as every take sounds; null for silence. It may take the given samples over: use them no more. */
export type SpeechRenderer = (speech: Samples) => Promise<Samples | null> | Samples | null

type Pending = PromiseWithResolvers<Samples | null>

/**
 * Runs `renderSpeech` in a thread, so that answers of providers and heartbeats do not wait for it. The thread starts with
 * the first take, renders one take after the other, and does not keep the process alive.
 */
export const openRenderThread = (): SpeechRenderer => {
  const pending = new Map<number, Pending>()
  let worker: Worker | null = null
  let lastId = 0

  const settle = (id: number, end: (asked: Pending) => void): void => {
    const asked = pending.get(id)
    pending.delete(id)
    if (pending.size === 0) worker?.unref()
    if (asked) end(asked)
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./render-thread.ts', import.meta.url))
    started.on('message', ({ id, rendered }: RenderReply) => settle(id, ({ resolve }) => resolve(rendered)))
    started.on('error', (error) => {
      worker = null
      for (const id of pending.keys()) settle(id, ({ reject }) => reject(error))
    })
    return started
  }
  return (speech) => {
    worker ??= start()
    worker.ref()
    lastId += 1
    const asked: Pending = Promise.withResolvers()
    pending.set(lastId, asked)
    worker.postMessage({ id: lastId, speech } satisfies RenderRequest, [speech.buffer])
    return asked.promise
  }
}
