import fc from 'fast-check'
import { expect, test } from 'vitest'
import { act } from './act.ts'
import { checkWorld, type Invariant, InvariantBroken } from './invariants.ts'
import { settleDown } from './settle-down.ts'
import type { Guard } from './task-row.ts'
import { makeWorld } from './world.ts'

/**
 * The durable-task protocol in memory: ledger, dispatcher, bus, workers and reconciler under a scheduler that drops,
 * repeats, reorders and delays commands, loses the stream, crashes and freezes workers at any point, wakes them after
 * their lease has expired, lets two leaders overlap, cancels and retries. The invariants are checked after every action,
 * and once the faults stop every task must end.
 *
 * transitions.ts and ledger-model.ts repeat the conditions of the ledger's SQL; conformance.test.ts compares them with
 * the real functions. One pick is one action here. In reality two leaders that pick in the same millisecond may exceed
 * the slots for a moment.
 *
 * A failure prints the seed and the shortest list of choices that shows it. `MODEL_SEED` and `MODEL_RUNS` explore.
 */
const SEED = Number(process.env.MODEL_SEED ?? 7_365)
const RUNS = Number(process.env.MODEL_RUNS ?? 10_000)
const MOST_ACTIONS = 300

type Options = { without?: Guard[]; isBusLossy?: boolean }

/** The scheduler is a list of choices: fast-check draws it, and shrinks it when an invariant breaks. */
const explore = ({ without = [], isBusLossy = true }: Options = {}) => {
  const counts = new Map<string, number>()
  const guards = new Set(without)
  const choices = fc.noBias(fc.array(fc.nat(), { maxLength: MOST_ACTIONS, size: 'max' }))
  const result = fc.check(
    fc.property(choices, fc.constantFrom(20, 60), fc.boolean(), (list, leaseSec, isFirstDeadly) => {
      const world = makeWorld({ without: guards, leaseSec, isBusLossy, isFirstDeadly, counts })
      for (const choice of list) {
        act(world, choice)
        checkWorld(world)
      }
      settleDown(world)
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: without.length > 0 },
  )
  return { result, counts }
}

/** Events that must happen often, or the runs prove nothing. */
const EVENTFUL = [
  'a stale write was refused',
  'a heartbeat was refused',
  'a completion was refused',
  'a claim was refused',
  'a held command came again',
  'a lease was recovered',
  'an unclaimed task was recovered',
  'a dispatch was forgotten',
  'an exhausted task was failed',
  'an overdue task was failed',
  'a doomed task was spared',
  'a finished step was found',
  'a task was cancelled',
  'a task was retried',
  'a publish failed',
  'a worker crashed received',
  'a worker crashed claimed',
  'a worker crashed between-steps',
  'a worker crashed in-step',
  'a run ended with release',
  'a run ended with fail',
  'a run ended with abandon',
]

test('whatever is lost, repeated, delayed, frozen or killed: every task ends once and every promise holds', () => {
  const { result, counts } = explore()
  if (result.failed) throw new Error(fc.defaultReportMessage(result), { cause: result.errorInstance })
  expect(EVENTFUL.filter((what) => (counts.get(what) ?? 0) < 30)).toEqual([])
})

const brokenBy = (without: Guard[], isBusLossy = true): Invariant | null => {
  const { result } = explore({ without, isBusLossy })
  if (!result.failed) return null
  // A run that fails in another way shows a mistake in the model.
  if (!(result.errorInstance instanceof InvariantBroken)) throw result.errorInstance
  return result.errorInstance.invariant
}

const EVERY_TASK_ENDS = 'every accepted task ends soon after the faults stop'

/** Which promise breaks first without a guard: this proves that these tests can fail. */
test.each<[Guard, Invariant]>([
  ['epoch', 'only the newest claim of an open task writes'],
  ['status', 'a terminal task never changes'],
  ['claim-only-ready', 'a task has one worker at a time'],
  ['only-expired-leases', 'a task has one worker at a time'],
  ['recover-leases', EVERY_TASK_ENDS],
  ['recover-unclaimed', EVERY_TASK_ENDS],
  ['fail-overdue', EVERY_TASK_ENDS],
  ['attempt-limit', 'a task is claimed at most five times'],
  ['look-up-steps', 'a finished step never runs again'],
  ['first-take-wins', 'all tasks use the same take'],
  ['publish-before-mark', 'every event is published'],
  ['capacity', 'in flight stays within the slots'],
  ['fewest-in-flight', 'the next task is of the organisation with the fewest in flight'],
])('without the guard %s the model breaks the promise: %s', (guard, invariant) => {
  expect(brokenBy([guard])).toBe(invariant)
})

test('the check of the stream only saves time: without it the same tasks are recovered later as unclaimed', () => {
  expect(brokenBy(['stream-check'])).toBeNull()
})

test('even on a bus that loses nothing a command must not be acknowledged before the claim', () => {
  expect(brokenBy(['recover-unclaimed'], false)).toBeNull()
  expect(brokenBy(['recover-unclaimed', 'acknowledge-after-claim'], false)).toBe(EVERY_TASK_ENDS)
})
