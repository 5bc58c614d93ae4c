import type { Readable } from 'node:stream'

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
