import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { makeSeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { speakSamples, toServiceWav } from './stub-speech.ts'

/**
 * A fault of the next request. `reset` breaks the connection before the work, `reset_after_work` when the work is done and
 * paid; the last four are answered with 200.
 */
export type Fault =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | 'hang'
  | 'reset'
  | 'reset_after_work'
  | 'cut_answer'
  | 'not_json'
  | 'no_audio'
  | 'header_only'
  | 'silence'
  | 'truncated'
  | 'too_short'

/** What the service would bill. */
export type Billed = { text: string; characters: number; instruct: string; audioSec: number }

/** How a stub behaves; tests change it while it runs. */
export type StubScript = {
  /** Each valid speech request takes the first one; null lets the request pass. */
  faults: (Fault | null)[]
  /** Of the others, this share fails with 500. */
  failureRate: number
  latencyMs: number
}

export type StubRequest = { method: string; path: string; headers: IncomingMessage['headers']; body: Buffer }
type Answer = { status: number; body: unknown; headers?: Record<string, string> }
/** An answer, or a text to speak: then faults apply, and `wrap` puts the audio into the service's format. */
export type StubReply =
  | Answer
  | { speak: { text: string; instruct: string; rate: number }; wrap(wav: Buffer): unknown; failure: Answer }

const BYTES_PER_SEC = 48_000

const SPOILT: Partial<Record<Extract<Fault, string>, (samples: Buffer) => Buffer>> = {
  no_audio: () => Buffer.alloc(0),
  header_only: () => {
    const empty = toServiceWav(Buffer.alloc(0))
    return Buffer.concat([empty.subarray(0, 36), empty.subarray(-8)])
  },
  silence: (samples) => toServiceWav(Buffer.alloc(samples.length)),
  truncated: (samples) => toServiceWav(samples).subarray(0, Math.floor(samples.length * 0.7)),
  too_short: (samples) => toServiceWav(samples.subarray(0, 480)),
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const sendJson = (response: ServerResponse, { status, body, headers }: Answer): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

const sendHalf = (response: ServerResponse, body: string): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.write(body.slice(0, body.length / 2), () => response.socket?.destroy())
}

/** A server on a socket that behaves like a service of speech; `reply` is what one service says to a request. */
export const openStubServer = async (reply: (request: StubRequest) => StubReply | Promise<StubReply>) => {
  const script: StubScript = { faults: [], failureRate: 0, latencyMs: 0 }
  const billed: Billed[] = []
  const seen: StubRequest[] = []
  const random = makeSeededRandom(1)
  let dropped = 0

  const nextFault = (failure: Answer): Fault | null => {
    if (script.faults.length > 0) return script.faults.shift() ?? null
    return random.chance(script.failureRate) ? failure : null
  }

  const speak = (response: ServerResponse, { speak, wrap, failure }: Exclude<StubReply, Answer>): void => {
    const fault = nextFault(failure)
    if (fault === 'hang') return
    if (fault === 'reset') response.socket?.destroy()
    else if (fault !== null && typeof fault === 'object') sendJson(response, fault)
    else {
      const samples = speakSamples(speak.text, speak.rate)
      const { text, instruct } = speak
      billed.push({ text, characters: [...text].length, instruct, audioSec: samples.length / BYTES_PER_SEC })
      const spoil = fault && SPOILT[fault]
      const body = wrap(spoil ? spoil(samples) : toServiceWav(samples))
      if (fault === 'reset_after_work') response.socket?.destroy()
      else if (fault === 'cut_answer') sendHalf(response, JSON.stringify(body))
      else sendJson(response, { status: 200, body: fault === 'not_json' ? '<html>busy</html>' : body })
    }
  }

  const server = createServer(async (request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) dropped += 1
    })
    const { method = '', url = '', headers } = request
    const received = { method, path: url, headers, body: await readBody(request) }
    seen.push(received)
    const answer = await reply(received)
    const send = () => ('speak' in answer ? speak(response, answer) : sendJson(response, answer))
    if (script.latencyMs > 0) setTimeout(send, script.latencyMs)
    else send()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    script,
    billed,
    seen,
    /** Requests whose connection ended before the answer did. */
    dropped: () => dropped,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
