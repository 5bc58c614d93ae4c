import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { guardStall } from './object-transfer.ts'

const TIMEOUT_MS = 1_000

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const openSource = () => guardStall(new Readable({ read: () => {} }), TIMEOUT_MS)
const failureOf = (stream: Readable) => new Promise<Error>((resolve) => stream.once('error', resolve))

test('a source that stops sending fails the download', async () => {
  const stream = openSource()
  const failed = failureOf(stream)
  stream.resume()
  stream.push('half')
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS)
  expect((await failed).message).toContain('sent nothing for 1000 ms')
})

test('a reader that pauses does not fail it, however long', async () => {
  const stream = openSource()
  stream.push('first')
  await vi.advanceTimersByTimeAsync(10 * TIMEOUT_MS)
  expect(stream.destroyed).toBe(false)
  expect(String(stream.read())).toBe('first')
})

test('the source is watched again once the reader has caught up', async () => {
  const stream = openSource()
  const failed = failureOf(stream)
  stream.push('first')
  await vi.advanceTimersByTimeAsync(10 * TIMEOUT_MS)
  stream.resume()
  await vi.advanceTimersByTimeAsync(2 * TIMEOUT_MS)
  expect((await failed).message).toContain('sent nothing')
})
