import { getEventListeners } from 'node:events'
import { expect, test, vi } from 'vitest'
import { pause } from './pause.ts'
import { withDeadline } from './with-deadline.ts'

const never = () => new Promise<never>(() => {})

test('work in time returns its answer or throws its own failure', async () => {
  expect(await withDeadline({ ms: 1_000 }, async () => 7)).toBe(7)
  await expect(withDeadline({ ms: 1_000 }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})

test('work that ignores its signal is not awaited', async () => {
  await expect(withDeadline({ ms: 1 }, never)).rejects.toThrow('no answer within 1 ms')
  await expect(withDeadline({ ms: 1, late: () => new RangeError('late') }, never)).rejects.toThrow(RangeError)
})

test('work that listens to its signal stops, and the deadline’s error is thrown whatever it throws', async () => {
  const work = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('of its own')))
    })
  await expect(withDeadline({ ms: 1 }, work)).rejects.toThrow('no answer within 1 ms')
})

test('an aborted signal ends the wait with its reason, before the work starts or while it runs', async () => {
  const work = vi.fn(never)
  await expect(withDeadline({ signal: AbortSignal.abort(new Error('gone')) }, work)).rejects.toThrow('gone')
  expect(work).not.toHaveBeenCalled()
  const controller = new AbortController()
  const waiting = withDeadline({ ms: 60_000, signal: controller.signal }, never)
  controller.abort(new Error('cancelled'))
  await expect(waiting).rejects.toThrow('cancelled')
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0)
})

test('a late failure of abandoned work is not an unhandled rejection', async () => {
  const failsLate = () => pause(5).then(() => Promise.reject(new Error('too late to matter')))
  await expect(withDeadline({ ms: 1 }, failsLate)).rejects.toThrow('no answer within')
  await pause(20)
})
