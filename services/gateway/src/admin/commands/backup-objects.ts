import type { Command } from 'commander'
import { backupObjects } from '../backup/backup-objects.ts'
import { withLedger, withObjects } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export const addBackupObjects = (program: Command): void => {
  program
    .command('backup-objects')
    .description('copy every stored object to a folder, while the services run; what is there already stays')
    .argument('<folder>')
    .option('--by-size', 'compare sizes alone, right after a run that compared the bytes')
    .action(async (folder: string, options: { bySize?: boolean }, command: Command) => {
      const copied = await withLedger((db) =>
        withObjects((objects) => backupObjects(db, objects, folder, { bySize: options.bySize ?? false })),
      )
      const isOdd = copied.missing > 0 || copied.differing > 0
      const note = 'Some rows have no object, or another one than was stored. To see which: vss verify-objects'
      printResult(command, copied, isOdd ? note : undefined)
    })
}
