import { expect, test } from 'vitest'
import { AppError, RetryLaterError } from '../errors/app-error.ts'
import { StaleClaimError } from '../ledger/lease.ts'
import { decideSettlement } from './decide-settlement.ts'
import { RunStopped } from './hold-lease.ts'

const situation = { taskId: 1, service: 'rag', attempt: 1, remainingMs: 20 * 60_000, waitedMs: 60_000, ranMs: 180_000 }
const parked = (delayMs: number) => new RetryLaterError('rate_limited', 'rag.unreachable', {}, delayMs)

test('bad input fails immediately, with its own sentence', () => {
  const error = new AppError('payload_invalid', 'task.not_found', { id: 1 })
  expect(decideSettlement(error, null, situation)).toEqual({ kind: 'fail', error })
})

test('an unexpected problem is tried again with growing pauses, and fails at the fifth attempt', () => {
  const error = new TypeError('x is not a function')
  const delays = [1, 2, 3, 4].map((attempt) => decideSettlement(error, null, { ...situation, attempt }))
  expect(delays.map((end) => end.kind === 'release' && end.delayMs)).toEqual([1000, 2000, 4000, 8000])
  const last = decideSettlement(error, null, { ...situation, attempt: 5 })
  expect(last.kind === 'fail' && last.error.message).toContain('TypeError')
  expect(last.kind === 'fail' && last.error.message).not.toContain('is not a function')
})

test('unavailable storage is tried again', () => {
  const error = new AppError('file_io_failed', 'storage.unavailable', { seconds: 1 })
  expect(decideSettlement(error, null, situation).kind).toBe('release')
})

test('a parked task waits for the delay without using an attempt, unless the deadline comes first', () => {
  const last = { ...situation, attempt: 5 }
  const park = { kind: 'release', delayMs: 30_000, keepAttempt: false }
  expect(decideSettlement(parked(30_000), null, last)).toMatchObject(park)
  expect(decideSettlement(parked(30_000), null, { ...situation, remainingMs: 140_000 }).kind).toBe('fail')
})

test('a shutdown gives the attempt back; a lost lease writes nothing; the deadline says where the time went', () => {
  const aborted = new Error('aborted')
  expect(decideSettlement(aborted, new RunStopped('shutdown'), situation)).toMatchObject({
    kind: 'release',
    keepAttempt: false,
  })
  expect(decideSettlement(aborted, new RunStopped('lost'), situation)).toEqual({ kind: 'abandon' })
  expect(decideSettlement(new StaleClaimError({ taskId: 1, epoch: 1 }), null, situation)).toEqual({ kind: 'abandon' })
  const late = decideSettlement(aborted, new RunStopped('deadline'), situation)
  expect(late.kind === 'fail' && late.error.message).toContain('within 24 minutes: 60 s waiting, 180 s running')
})
