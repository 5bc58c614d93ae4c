import { Command } from 'commander'
import { describeFailure } from './admin-error.ts'
import { addBackupObjects } from './commands/backup-objects.ts'
import { addCreateAdmin } from './commands/create-admin.ts'
import { addCreateEdgeInstance } from './commands/create-edge-instance.ts'
import { addCreateOrganization } from './commands/create-organization.ts'
import { addImportFile } from './commands/import-file.ts'
import { addList } from './commands/list.ts'
import { addMigrate } from './commands/migrate.ts'
import { addProvision } from './commands/provision.ts'
import { addRestoreObjects } from './commands/restore-objects.ts'
import { addRetention } from './commands/retention.ts'
import { addRotateKey } from './commands/rotate-key.ts'
import { addSwitchInstance } from './commands/switch-instance.ts'
import { addVerifyObjects } from './commands/verify-objects.ts'

const program = new Command('vss')
  .description('Visify Story Studio Cloud: the operator command line. Settings come from the environment.')
  .option('--json', 'print JSON for programs')

for (const add of [
  addMigrate,
  addProvision,
  addCreateOrganization,
  addCreateEdgeInstance,
  addRotateKey,
  addSwitchInstance,
  addCreateAdmin,
  addImportFile,
  addList,
  addRetention,
  addBackupObjects,
  addRestoreObjects,
  addVerifyObjects,
]) {
  add(program)
}

try {
  await program.parseAsync()
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`)
  // Not the exit code alone: a connection that is still being tried would keep the process up.
  process.exit(1)
}
