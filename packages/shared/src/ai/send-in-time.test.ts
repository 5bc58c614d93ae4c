import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { sendInTime } from './send-in-time.ts'

const LONG_MS = 3_600_000
const deaf = () => new Promise<never>(() => {})

test('a send that never answers and does not listen ends as unknown, and its own signal is aborted', async () => {
  let seen: AbortSignal | undefined
  const send = (signal: AbortSignal) => {
    seen = signal
    return deaf()
  }
  const sending = sendInTime(send, 1, new AbortController().signal)
  await expect(sending).rejects.toMatchObject({ failure: 'unknown', detail: 'no answer within 0.001 s' })
  expect(seen?.aborted).toBe(true)
})

test('an abort ends a deaf send with the reason of the abort', async () => {
  const task = new AbortController()
  const sending = sendInTime(deaf, LONG_MS, task.signal)
  task.abort(new Error('cancelled'))
  await expect(sending).rejects.toThrow('cancelled')
})

test('nothing is sent once the signal has aborted', async () => {
  let sent = false
  const send = async () => {
    sent = true
  }
  await expect(sendInTime(send, LONG_MS, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  expect(sent).toBe(false)
})

test('neither timer nor listener stays behind, however it ends', async () => {
  const task = new AbortController()
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const before = timers()
  await sendInTime(async () => 'done', LONG_MS, task.signal)
  await sendInTime(() => Promise.reject(new Error('broken')), LONG_MS, task.signal).catch(() => {})
  expect(timers()).toBe(before)
  expect(getEventListeners(task.signal, 'abort')).toHaveLength(0)
})
