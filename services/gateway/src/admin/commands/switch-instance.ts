import type { Command } from 'commander'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'
import { setInstanceEnabled } from '../set-instance-enabled.ts'

/** `disable-instance` and `enable-instance`. */
export const addSwitchInstance = (program: Command): void => {
  const add = (name: string, description: string, isEnabled: boolean) =>
    program
      .command(name)
      .description(description)
      .argument('<instance id>')
      .action(async (instanceId: string, _options: object, command: Command) => {
        printResult(command, await withLedger((db) => setInstanceEnabled(db, instanceId, isEnabled)))
      })
  add('disable-instance', 'refuse every call of an instance from now on', false)
  add('enable-instance', 'let a disabled instance in again', true)
}
