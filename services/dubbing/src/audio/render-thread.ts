import { parentPort } from 'node:worker_threads'
import { renderSpeech } from './render-speech.ts'
import type { Samples } from './samples.ts'

export type RenderRequest = { id: number; speech: Samples }
export type RenderReply = { id: number; rendered: Samples | null }

parentPort?.on('message', ({ id, speech }: RenderRequest) => {
  const rendered = renderSpeech(speech)
  parentPort?.postMessage({ id, rendered } satisfies RenderReply, rendered ? [rendered.buffer] : [])
})
