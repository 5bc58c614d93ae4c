import type { Command } from 'commander'
import { AdminError } from '../admin-error.ts'
import { type BadReference, verifyObjects } from '../backup/verify-objects.ts'
import { withLedger, withObjects } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

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
