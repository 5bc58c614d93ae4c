import { basename } from 'node:path'
import type { Command } from 'commander'
import { findOrganization } from '../find-organization.ts'
import { importFile } from '../import-file.ts'
import { withLedger, withObjects } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export const addImportFile = (program: Command): void => {
  program
    .command('import-file')
    .description('bring in a file under the path a client remembers, say tmp/… of the former server')
    .argument('<file>')
    .requiredOption('--org <id or name>')
    .option('--as <path>', 'relative path; default tmp/<file name>')
    .action(async (file: string, options: { org: string; as?: string }, command: Command) => {
      const relativePath = options.as ?? `tmp/${basename(file)}`
      const imported = await withLedger((db) =>
        withObjects(async (objects) =>
          importFile(db, objects, { orgId: await findOrganization(db, options.org), localPath: file, relativePath }),
        ),
      )
      printResult(command, imported)
    })
}
