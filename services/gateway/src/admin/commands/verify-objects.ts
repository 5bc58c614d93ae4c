import { createHash } from 'node:crypto'
import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Command } from 'commander'
import type { Kysely } from 'kysely'
import { AdminError } from '../admin-error.ts'
import { withLedger, withObjects } from '../lend-resources.ts'
import { PARALLEL_OBJECTS } from '../object-files.ts'
import { listReferences, type Reference } from '../object-references.ts'
import { printResult } from '../print-result.ts'

export type BadReference = { table: string; objectKey: string; problem: string }
export type VerifiedObjects = {
  references: number
  bad: number
  /** The first of the bad ones. */
  named: BadReference[]
}

const MAX_NAMED = 20

/** What is wrong with the object of a row, or null. Reads every byte of it. */
const findProblem = async (
  objects: Pick<ObjectStore, 'stream' | 'sizeOf'>,
  { objectKey, sizeBytes, sha256 }: Reference,
): Promise<string | null> => {
  const size = await objects.sizeOf(objectKey)
  if (size === null) return 'missing'
  if (sizeBytes !== null && size !== sizeBytes) return `has ${size} bytes, should have ${sizeBytes}`
  if (sha256 === null) return null
  const hash = createHash('sha256')
  for await (const chunk of await objects.stream(objectKey)) hash.update(chunk)
  return hash.digest('hex') === sha256 ? null : 'has other bytes than were stored'
}

/** Checks that every row that points to an object has one, of the size and hash in the ledger. */
export const verifyObjects = async (
  db: Kysely<Database>,
  objects: Pick<ObjectStore, 'stream' | 'sizeOf'>,
): Promise<VerifiedObjects> => {
  const verified: VerifiedObjects = { references: 0, bad: 0, named: [] }
  await runBounded(listReferences(db), PARALLEL_OBJECTS, async (reference) => {
    verified.references += 1
    const problem = await findProblem(objects, reference)
    if (problem === null) return
    verified.bad += 1
    const { table, objectKey } = reference
    if (verified.named.length < MAX_NAMED) verified.named.push({ table, objectKey, problem })
  })
  return verified
}

const describe = ({ table, objectKey, problem }: BadReference): string => `  ${objectKey} (${table}): ${problem}`

export const addVerifyObjects = (program: Command): void => {
  program
    .command('verify-objects')
    .description('read every object the ledger points to, and name those that are missing or damaged')
    .action(async (_options: object, command: Command) => {
      const { references, bad, named } = await withLedger((db) => withObjects((objects) => verifyObjects(db, objects)))
      printResult(command, { references, bad })
      if (bad === 0) return
      const which = bad > named.length ? `the first ${named.length}:` : 'these:'
      throw new AdminError(
        `${bad} of ${references} rows have no good object, ${which}\n${named.map(describe).join('\n')}`,
      )
    })
}
