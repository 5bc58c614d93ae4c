import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBothLedgers, recordsOf, resetBoth, rowsOf } from './both-ledgers.ts'
import { LEADER_OPERATIONS } from './leader-operations.ts'
import { LEDGER_OPERATIONS, type Operation } from './operations.ts'
import type { Guard } from './task-row.ts'

/**
 * Compares the model of task-model.test.ts with the real ledger: random sequences of the same operations run on both, on a
 * database whose clock the test sets, and the rows are compared after every operation.
 */
const SEED = Number(process.env.MODEL_SEED ?? 7_365)
const SEQUENCES = Number(process.env.CONFORMANCE_RUNS ?? 200)
const MOST_OPERATIONS = 50
/** About 40,000 statements: ten seconds on an idle machine, minutes on a busy one. */
const TIMEOUT_MS = 600_000

const OPERATIONS: Record<string, Operation> = { ...LEDGER_OPERATIONS, ...LEADER_OPERATIONS }
const many = (times: number, ...names: string[]): string[] => Array<string[]>(times).fill(names).flat()
/** The operations of a normal task are more frequent. */
const NAMES = [
  ...Object.keys(OPERATIONS),
  ...many(3, 'submit', 'announceAndDispatch', 'claim', 'checkpoint'),
  ...many(1, 'beat', 'complete', 'release', 'dispatchInVain', 'storeTake', 'checkStream', 'endOverdue', 'relay'),
]

let opened: Awaited<ReturnType<typeof openBothLedgers>>

beforeAll(async () => {
  opened = await openBothLedgers()
})
afterAll(() => opened?.close())

const compare = (without: Guard[] = []) => {
  const { both } = opened
  const operation = fc.noBias(fc.record({ name: fc.constantFrom(...NAMES), choice: fc.nat() }))
  const sequence = fc.noBias(fc.array(operation, { maxLength: MOST_OPERATIONS, size: 'max' }))
  const property = fc.asyncProperty(sequence, async (operations) => {
    await resetBoth(both, new Set(without))
    for (const { name, choice } of operations) {
      const answers = await OPERATIONS[name]?.(both, choice)
      expect(answers?.real, `the answer of ${name}`).toEqual(answers?.model)
      const rows = await rowsOf(both)
      expect(rows.real, `the rows after ${name}`).toEqual(rows.model)
    }
    const records = await recordsOf(both)
    expect(records.real, 'events and steps').toEqual(records.model)
  })
  return fc.check(property, { seed: SEED, numRuns: SEQUENCES, endOnFailure: without.length > 0 })
}

test(
  'after every operation the ledger and the model give the same answer and have the same rows',
  async () => {
    const result = await compare()
    if (result.failed) throw new Error(fc.defaultReportMessage(result), { cause: result.errorInstance })
  },
  TIMEOUT_MS,
)

test.each<Guard>([
  'epoch',
  'status',
  'claim-only-ready',
  'only-expired-leases',
  'recover-leases',
  'recover-unclaimed',
  'fail-overdue',
  'attempt-limit',
  'first-take-wins',
  'capacity',
  'fewest-in-flight',
])('a model without the guard %s differs from the ledger', async (guard) => {
  expect((await compare([guard])).failed).toBe(true)
})
