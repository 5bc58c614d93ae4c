import { type Command, InvalidArgumentError } from 'commander'
import { withLedger, withObjects } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'
import { DEFAULT_RETENTION, sweepUnused } from '../sweep-unused.ts'

const days = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number of days.')
  return value
}

type Options = { artifactDays: number; takeDays: number; dryRun?: boolean }

export const addRetention = (program: Command): void => {
  program
    .command('retention')
    .description('delete files and cached takes that nobody used for that long')
    .option('--artifact-days <n>', 'uploads and results', days, DEFAULT_RETENTION.artifactDays)
    .option('--take-days <n>', 'cached takes', days, DEFAULT_RETENTION.takeDays)
    .option('--dry-run', 'count, delete nothing')
    .action(async (options: Options, command: Command) => {
      const rules = { ...DEFAULT_RETENTION, ...options, dryRun: options.dryRun ?? false }
      const swept = await withLedger((db) => withObjects((objects) => sweepUnused(db, objects, rules)))
      printResult(command, { ...swept, dryRun: rules.dryRun })
    })
}
