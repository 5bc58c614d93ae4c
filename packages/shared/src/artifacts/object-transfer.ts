import { createReadStream } from 'node:fs'
import { type Agent, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Fails a download whose source sends nothing for `timeoutMs`: a time limit on the request only covers its start. A slow
 * reader is not a stall: while bytes are buffered for the reader, the source need not send any.
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

/** Enough of an S3 error document to contain its code. */
const MAX_REASON_CHARACTERS = 500

const reasonOf = async (answer: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of answer) if (text.length < MAX_REASON_CHARACTERS) text += String(chunk)
  return text.slice(0, MAX_REASON_CHARACTERS)
}

/**
 * PUTs a file to a signed URL of the object store in chunks. (The S3 client itself would read files of up to one part,
 * 64 MB, into memory first.) Throws if the store does not answer 200, or not before `signal` aborts.
 */
export const sendFile = async (url: URL, file: FileToSend, agent: Agent, signal: AbortSignal): Promise<void> => {
  const start = url.protocol === 'https:' ? requestHttps : requestHttp
  const headers = { 'Content-Length': file.sizeBytes, 'Content-Type': file.contentType }
  const request = start(url, { method: 'PUT', agent, signal, headers })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve)
    request.on('error', reject)
  })
  // A store may refuse before it has read everything: then its answer is reported, not the broken pipeline.
  const sent = pipeline(createReadStream(file.path), request)
  sent.catch(() => {})
  const answer = await answered
  const reason = await reasonOf(answer)
  if (answer.statusCode !== 200) throw new Error(`the object store answered ${answer.statusCode}: ${reason}`)
  await sent
}
