import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import { SERVICES } from '@vss/shared/contracts/task-contract.ts'
import { type Kysely, type RawBuilder, sql } from 'kysely'

/** The processes that log in to the database, where each has a role of its own. */
export const ROLE_OWNERS = ['gateway', ...SERVICES] as const
export type RoleOwner = (typeof ROLE_OWNERS)[number]
type Worker = ServiceName

const roleOf = (owner: RoleOwner): string => `vss_${owner}`

/** What a worker needs of the ledger. It neither creates tasks nor sees organisations, keys or users. */
const WORKER_GRANTS: Record<string, string> = {
  worker: 'select, insert, update, delete',
  task: 'select, update',
  task_step: 'select, insert, update',
  task_event: 'select, insert',
  artifact: 'select, insert, update',
  provider_call: 'select, insert, update',
  provider_limit: 'select, insert, update',
}
const OWN_GRANTS: Partial<Record<Worker, Record<string, string>>> = {
  narration: { voice_pace: 'select' },
  dubbing: {
    take: 'select, insert, update, delete',
    direction: 'select, insert, update',
    voice_pace: 'select, insert, update',
  },
}

const existingRoles = async <DB>(db: Kysely<DB>): Promise<Set<string>> => {
  const { rows } = await sql<{ name: string }>`select rolname as name from pg_roles`.execute(db)
  return new Set(rows.map(({ name }) => name))
}

/** Runs a statement that cannot have parameters (DDL); the server quotes its names and texts with `format`. */
const runFormatted = <DB>(db: Kysely<DB>, statement: RawBuilder<{ text: string }>): Promise<unknown> =>
  statement.execute(db).then(({ rows }) => sql.raw(rows[0]?.text ?? '').execute(db))

/**
 * Creates the roles of the services with the given passwords, and their schemas: the gateway owns `vss`, rag owns `rag`.
 * Needs a superuser, or a role that may create roles and owns the database, as on managed servers. Safe to repeat: an
 * existing role gets the password.
 */
export const provisionRoles = async <DB>(db: Kysely<DB>, passwords: Record<RoleOwner, string>): Promise<void> => {
  const existing = await existingRoles(db)
  for (const owner of ROLE_OWNERS) {
    const role = roleOf(owner)
    const verb = existing.has(role) ? 'alter' : 'create'
    await runFormatted(
      db,
      sql`select format(${`${verb} role %I login password %L`}::text, ${role}::text, ${passwords[owner]}::text) as text`,
    )
  }
  await runFormatted(db, sql`select format('revoke all on database %I from public', current_database()) as text`)
  for (const owner of ROLE_OWNERS) {
    await runFormatted(
      db,
      sql`select format('grant connect on database %I to %I', current_database(), ${roleOf(owner)}::text) as text`,
    )
  }
  // Since Postgres 16, a role that is not a superuser can hand ownership to a role it created only as a member of it.
  await sql`grant vss_gateway, vss_rag to current_user`.execute(db)
  await sql`create schema if not exists vss authorization vss_gateway`.execute(db)
  await sql`create schema if not exists rag authorization vss_rag`.execute(db)
}

/** Grants the workers' roles their rights in the ledger. Runs after every migration; skips roles that do not exist. */
export const grantWorkers = async <DB>(db: Kysely<DB>): Promise<void> => {
  const existing = await existingRoles(db)
  for (const worker of SERVICES) {
    const role = roleOf(worker)
    if (!existing.has(role)) continue
    await sql`grant usage on schema vss to ${sql.id(role)}`.execute(db)
    const grants = { ...WORKER_GRANTS, ...OWN_GRANTS[worker] }
    for (const [table, rights] of Object.entries(grants))
      await sql`grant ${sql.raw(rights)} on ${sql.id('vss', table)} to ${sql.id(role)}`.execute(db)
  }
}
