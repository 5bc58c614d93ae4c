import { Worker } from 'node:worker_threads'
import type { RenderReply, RenderRequest } from './render-thread.ts'
import type { Samples } from './samples.ts'

/** Speech at 24,000 Hz as every take sounds; null for silence. The given samples may be gone afterwards. */
export type SpeechRenderer = (speech: Samples) => Promise<Samples | null> | Samples | null

type Pending = PromiseWithResolvers<Samples | null>

/**
 * `renderSpeech` in a thread of its own, so that answers of providers and heartbeats do not wait for it. The thread
 * starts with the first take, does one take after the other, and keeps no process alive.
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
