import { migrateLedger } from '@vss/shared/ledger/migrate.ts'
import type { Command } from 'commander'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export const addMigrate = (program: Command): void => {
  program
    .command('migrate')
    .description('bring the ledger (schema vss) to its newest form; safe to repeat')
    .action(async (_options: object, command: Command) => {
      const ran = await withLedger(migrateLedger)
      printResult(command, { migrations: ran.length, names: ran.join(', ') || 'up to date' })
    })
}
