import { type Command, Option } from 'commander'
import { readAdminPassword } from '../config.ts'
import { createAdmin, USER_ROLES, type UserRole } from '../create-admin.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export const addCreateAdmin = (program: Command): void => {
  program
    .command('create-admin')
    .description('create a console user; one that exists is left as is')
    .argument('<username>')
    .option('--password <text>', 'else the variable VSS_ADMIN_PASSWORD, else one is made up and shown once')
    .addOption(new Option('--role <role>').choices(USER_ROLES).default('ADMIN'))
    .action(async (username: string, options: { password?: string; role: UserRole }, command: Command) => {
      const password = options.password ?? readAdminPassword()
      const created = await withLedger((db) =>
        createAdmin(db, { username, role: options.role, ...(password !== undefined && { password }) }),
      )
      printResult(command, created, created.created ? undefined : 'The user existed; nothing was changed.')
    })
}
