import type { Database } from '@vss/shared/ledger/database.ts'
import { Argument, type Command, InvalidArgumentError } from 'commander'
import { type Kysely, sql } from 'kysely'
import { findOrganization } from '../find-organization.ts'
import { withLedger } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

/** All organisations with the number of their instances and tasks. */
export const listOrganizations = (db: Kysely<Database>) =>
  db
    .selectFrom('vss.organization as o')
    .select([
      'o.id',
      'o.name',
      'o.attribute',
      'o.business_status',
      sql<number>`(select count(*) from vss.edge_instance i where i.org_id = o.id)`.as('instances'),
      sql<number>`(select count(*) from vss.task t where t.org_id = o.id)`.as('tasks'),
      'o.created_at',
    ])
    .orderBy('o.name')
    .execute()

/** Edge instances. Online means a call within two minutes, which is four polls. Of a key, the last characters show. */
export const listInstances = (db: Kysely<Database>, orgId?: string) => {
  const status = sql<string>`case when i.in_maintenance then 'MAINTENANCE'
    when i.last_seen_at > now() - interval '2 minutes' then 'ONLINE' else 'OFFLINE' end`
  const keys = sql<string>`(select string_agg('…' || k.last4, ' ' order by k.id) from vss.edge_key k
    where k.instance_id = i.id and (k.expires_at is null or k.expires_at > now()))`
  const query = db
    .selectFrom('vss.edge_instance as i')
    .innerJoin('vss.organization as o', 'o.id', 'i.org_id')
    .select([
      'i.id',
      'o.name as organization',
      'i.name',
      'i.is_enabled',
      status.as('status'),
      'i.deployment_type',
      keys.as('keys'),
      'i.last_seen_at',
    ])
    .orderBy('o.name')
    .orderBy('i.name')
  return (orgId ? query.where('i.org_id', '=', orgId) : query).execute()
}

/** The newest tasks of all organisations, or of one. */
export const listRecentTasks = (db: Kysely<Database>, options: { orgId?: string; limit: number }) => {
  const query = db
    .selectFrom('vss.task as t')
    .innerJoin('vss.organization as o', 'o.id', 't.org_id')
    .select([
      't.id',
      'o.name as organization',
      't.type',
      't.status',
      't.attempt',
      't.created_at',
      't.finished_at',
      sql<string | null>`coalesce(t.result->>'error', t.last_problem)`.as('problem'),
    ])
    .orderBy('t.id', 'desc')
    .limit(options.limit)
  return (options.orgId ? query.where('t.org_id', '=', options.orgId) : query).execute()
}

const positive = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number, 1 or more.')
  return value
}

type Options = { org?: string; limit: number }

export const addList = (program: Command): void => {
  program
    .command('list')
    .description('show organisations, edge instances or the newest tasks')
    .addArgument(new Argument('<what>').choices(['organizations', 'instances', 'tasks']))
    .option('--org <id or name>', 'only of this organisation')
    .option('--limit <n>', 'how many tasks', positive, 20)
    .action(async (what: string, options: Options, command: Command) => {
      const rows = await withLedger(async (db) => {
        const orgId = options.org === undefined ? undefined : await findOrganization(db, options.org)
        if (what === 'organizations') return listOrganizations(db)
        if (what === 'instances') return listInstances(db, orgId)
        return listRecentTasks(db, { limit: options.limit, ...(orgId !== undefined && { orgId }) })
      })
      printResult(command, rows)
    })
}
