import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { Database } from '@vss/shared/ledger/database.ts'
import type { Kysely } from 'kysely'
import { AdminError } from './admin-error.ts'

export const USER_ROLES = ['OWNER', 'ADMIN', 'MEMBER'] as const
export type UserRole = (typeof USER_ROLES)[number]

const MIN_PASSWORD_CHARACTERS = 10

/** OWASP's first choice for argon2id: 46 MiB, one pass, one lane (Password Storage Cheat Sheet). */
const ARGON2ID = { memoryCost: 47_104, timeCost: 1, parallelism: 1 }

export type NewAdmin = { username: string; password?: string; role?: UserRole }
export type CreatedAdmin = { username: string; role: UserRole; generatedPassword: string | null; created: boolean }

/**
 * Creates a console user; a password that was not given is made up and returned here alone. A user who exists is
 * left as is (`created: false`): a start-up script may run twice.
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
