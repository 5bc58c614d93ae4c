import type { Command } from 'commander'
import { restoreObjects } from '../backup/restore-objects.ts'
import { withObjects } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export const addRestoreObjects = (program: Command): void => {
  program
    .command('restore-objects')
    .description('put every file of a backup-objects folder back into the object store; removes nothing')
    .argument('<folder>')
    .action(async (folder: string, _options: object, command: Command) => {
      printResult(command, await withObjects((objects) => restoreObjects(objects, folder)))
    })
}
