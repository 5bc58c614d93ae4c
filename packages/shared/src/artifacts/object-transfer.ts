import { createReadStream } from 'node:fs'
import { type Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Fails a download whose source sends nothing for `timeoutMs`, which no time limit on its start can see. A reader that
 * takes its time is no stall: as long as bytes wait for it, the source owes none.
 */
export const guardStall = <Source extends Readable>(stream: Source, timeoutMs: number): Source => {
  const onSilence = () => {
    if (stream.readableLength > 0) timer.refresh()
    else stream.destroy(new Error(`the object store sent nothing for ${timeoutMs} ms`))
  }
  const timer = setTimeout(onSilence, timeoutMs)
  const push = stream.push.bind(stream)
  stream.push = (chunk, encoding) => {
    if (chunk === null) clearTimeout(timer)
    else timer.refresh()
    return push(chunk, encoding)
  }
  stream.once('close', () => clearTimeout(timer))
  return stream
}

export type FileToSend = { path: string; sizeBytes: number; contentType: string }

/** Enough of an S3 error document to read its code. */
const MAX_REASON_CHARACTERS = 500

const reasonOf = async (answer: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of answer) if (text.length < MAX_REASON_CHARACTERS) text += String(chunk)
  return text.slice(0, MAX_REASON_CHARACTERS)
}

/**
 * PUTs a file to a signed URL of the object store a chunk at a time; the S3 client itself reads whatever fits one
 * part, 64 MB, into memory first. Throws when the store does not answer 200, or not before `signal` fires.
 */
export const sendFile = async (url: URL, file: FileToSend, agent: Agent, signal: AbortSignal): Promise<void> => {
  const start = url.protocol === 'https:' ? requestHttps : requestHttp
  const headers = { 'Content-Length': file.sizeBytes, 'Content-Type': file.contentType }
  const request = start(url, { method: 'PUT', agent, signal, headers })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
  })
  // Its error is the one that is thrown; a store that refuses before it has read everything answers first.
  const sent = pipeline(createReadStream(file.path), request)
  sent.catch(() => {})
  const answer = await answered
  const reason = await reasonOf(answer)
  if (answer.statusCode !== 200) throw new Error(`the object store answered ${answer.statusCode}: ${reason}`)
  await sent
}
