import { expect, test } from 'vitest'
import { isDatabaseUnavailable, retryUntil, WaitedTooLongError } from './retry.ts'

const soon = (ms: number) => performance.now() + ms
const refused = () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })

test('a passing fault is tried again until it works', async () => {
  let tries = 0
  const attempt = async () => {
    tries += 1
    if (tries < 3) throw refused()
    return tries
  }
  expect(await retryUntil(soon(10_000), attempt, isDatabaseUnavailable)).toBe(3)
})

test('another fault is not tried again', async () => {
  let tries = 0
  const attempt = async () => {
    tries += 1
    throw new Error('syntax error')
  }
  await expect(retryUntil(soon(10_000), attempt, isDatabaseUnavailable)).rejects.toThrow('syntax error')
  expect(tries).toBe(1)
})

test('the last fault comes out when the time is up', async () => {
  const attempt = async () => {
    throw refused()
  }
  await expect(retryUntil(soon(50), attempt, isDatabaseUnavailable)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})

test('an attempt that hangs is not waited for past the deadline', async () => {
  const attempt = () => new Promise<never>(() => {})
  await expect(retryUntil(soon(50), attempt, isDatabaseUnavailable)).rejects.toThrow(WaitedTooLongError)
})

test.each([
  [refused(), true],
  [new AggregateError([refused(), refused()]), true],
  [Object.assign(new Error('terminating connection'), { code: '57P01' }), true],
  [Object.assign(new Error('deadlock detected'), { code: '40P01' }), true],
  [Object.assign(new Error('connection failure'), { code: '08006' }), true],
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('timeout exceeded when trying to connect'), true],
  [new Error('Query read timeout'), true],
  [Object.assign(new Error('duplicate key'), { code: '23505' }), false],
  [Object.assign(new Error('no such table'), { code: '42P01' }), false],
  [new Error('anything else'), false],
])('%s: the database was unavailable = %s', (error, expected) => expect(isDatabaseUnavailable(error)).toBe(expected))
