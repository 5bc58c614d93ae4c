import { parentPort } from 'node:worker_threads'
import { renderSpeech } from './render-speech.ts'

export type RenderRequest = { id: number; speech: Float64Array<ArrayBuffer> }
export type RenderReply = { id: number; rendered: Float64Array<ArrayBuffer> | null }

parentPort?.on('message', ({ id, speech }: RenderRequest) => {
  const rendered = renderSpeech(speech)
  parentPort?.postMessage({ id, rendered } satisfies RenderReply, rendered ? [rendered.buffer] : [])
})
