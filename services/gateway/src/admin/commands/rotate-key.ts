import { type Command, InvalidArgumentError } from 'commander'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'
import { rotateKey } from '../rotate-key.ts'

const DEFAULT_GRACE_HOURS = 24

const hours = (text: string): number => {
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError('must be a number of hours, 0 or more.')
  return value
}

export const addRotateKey = (program: Command): void => {
  program
    .command('rotate-key')
    .description('give an instance a new key, shown once; the old one ends after the grace period')
    .argument('<instance id>')
    .option('--grace <hours>', 'how long the old key lives on', hours, DEFAULT_GRACE_HOURS)
    .action(async (instanceId: string, options: { grace: number }, command: Command) => {
      const rotated = await withLedger((db) => rotateKey(db, instanceId, options.grace))
      printResult(command, rotated, `The old key ends in ${options.grace} hours. The new one is not shown again.`)
    })
}
