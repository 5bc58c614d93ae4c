import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Command, Option } from 'commander'
import type { Kysely } from 'kysely'
import { AdminError } from '../admin-error.ts'
import { loadAdminPassword } from '../config.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export const USER_ROLES = ['OWNER', 'ADMIN', 'MEMBER'] as const
export type UserRole = (typeof USER_ROLES)[number]

const MIN_PASSWORD_CHARACTERS = 10

/** OWASP's first choice for argon2id: 46 MiB, one pass, one lane (Password Storage Cheat Sheet). */
const ARGON2ID = { memoryCost: 47_104, timeCost: 1, parallelism: 1 }

export type NewAdmin = { username: string; password?: string; role?: UserRole }
export type CreatedAdmin = { username: string; role: UserRole; generatedPassword: string | null; created: boolean }

/**
 * Creates a console user. Without a password, one is generated and returned only here. An existing user is left as is
 * (`created: false`), because a start-up script may run twice.
 */
export const createAdmin = async (db: Kysely<Database>, admin: NewAdmin): Promise<CreatedAdmin> => {
  const username = admin.username.trim()
  if (!username) throw new AdminError('A console user needs a name.')
  if (admin.password !== undefined && admin.password.length < MIN_PASSWORD_CHARACTERS) {
    throw new AdminError(`The password must have at least ${MIN_PASSWORD_CHARACTERS} characters.`)
  }
  const generatedPassword = admin.password === undefined ? randomBytes(15).toString('base64url') : null
  const role = admin.role ?? 'ADMIN'
  const created = await db
    .insertInto('vss.console_user')
    .values({ username, role, password_hash: await hash(admin.password ?? generatedPassword ?? '', ARGON2ID) })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('id')
    .executeTakeFirst()
  return { username, role, generatedPassword: created ? generatedPassword : null, created: created !== undefined }
}

export const addCreateAdmin = (program: Command): void => {
  program
    .command('create-admin')
    .description('create a console user; one that exists is left as is')
    .argument('<username>')
    .option('--password <text>', 'else the variable VSS_ADMIN_PASSWORD, else one is made up and shown once')
    .addOption(new Option('--role <role>').choices(USER_ROLES).default('ADMIN'))
    .action(async (username: string, options: { password?: string; role: UserRole }, command: Command) => {
      const password = options.password ?? loadAdminPassword()
      const created = await withLedger((db) =>
        createAdmin(db, { username, role: options.role, ...(password !== undefined && { password }) }),
      )
      printResult(command, created, created.created ? undefined : 'The user existed; nothing was changed.')
    })
}
