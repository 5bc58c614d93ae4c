import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Command, InvalidArgumentError } from 'commander'
import { type Kysely, sql } from 'kysely'
import { withLedger, withObjects } from '../lend-resources.ts'
import { printResult } from '../print-result.ts'

export type RetentionRules = {
  artifactDays: number
  takeDays: number
  idempotencyKeyDays: number
  dryRun: boolean
}

/** Clients send paths again weeks later, a take only saves money, and a repeated request comes within minutes. */
export const DEFAULT_RETENTION: RetentionRules = {
  artifactDays: 90,
  takeDays: 30,
  idempotencyKeyDays: 7,
  dryRun: false,
}

export type SweptItems = {
  artifacts: number
  takes: number
  idempotencyKeys: number
  bytes: number
  failedObjects: number
}

const BATCH = 500

type SweptRow = { object_key: string; size_bytes: number }

const olderThan = (days: number) => sql<Date>`now() - make_interval(days => ${days})`

const countUnused = (db: Kysely<Database>, table: 'vss.artifact' | 'vss.take', days: number) =>
  db
    .selectFrom(table)
    .select([sql<number>`count(*)`.as('count'), sql<number>`coalesce(sum(size_bytes), 0)::float8`.as('bytes')])
    .where('last_used_at', '<', olderThan(days))
    .executeTakeFirstOrThrow()

/** One statement per batch: a row that was used a moment ago no longer matches, so nothing in use is deleted. */
const deleteBatch = async (
  db: Kysely<Database>,
  table: 'vss.artifact' | 'vss.take',
  days: number,
): Promise<SweptRow[]> => {
  const deleted = await sql<SweptRow>`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where last_used_at < ${olderThan(days)} limit ${BATCH} for update skip locked
    )) returning object_key, size_bytes`.execute(db)
  return deleted.rows
}

/**
 * Deletes files and cached takes (with their directions) that were not used for that long. Rows go before objects: a
 * row without its object would promise a file that does not exist, while an object without a row only costs space.
 * Counts the objects that could not be deleted.
 */
export const sweepUnused = async (
  db: Kysely<Database>,
  objects: Pick<ObjectStore, 'remove'>,
  rules: RetentionRules,
): Promise<SweptItems> => {
  const swept: SweptItems = { artifacts: 0, takes: 0, idempotencyKeys: 0, bytes: 0, failedObjects: 0 }
  const removeObject = async (row: SweptRow) => {
    swept.bytes += row.size_bytes
    await objects.remove(row.object_key).catch(() => {
      swept.failedObjects += 1
    })
  }
  const targets = [
    { table: 'vss.artifact', count: 'artifacts', days: rules.artifactDays },
    { table: 'vss.take', count: 'takes', days: rules.takeDays },
  ] as const
  for (const { table, count, days } of targets) {
    if (rules.dryRun) {
      const found = await countUnused(db, table, days)
      swept[count] = found.count
      swept.bytes += found.bytes
      continue
    }
    for (let rows = await deleteBatch(db, table, days); rows.length > 0; rows = await deleteBatch(db, table, days)) {
      swept[count] += rows.length
      for (const row of rows) await removeObject(row)
    }
  }
  if (!rules.dryRun)
    await db.deleteFrom('vss.direction').where('last_used_at', '<', olderThan(rules.takeDays)).execute()
  swept.idempotencyKeys = await sweepKeys(db, rules)
  return swept
}

const sweepKeys = async (db: Kysely<Database>, rules: RetentionRules): Promise<number> => {
  const before = olderThan(rules.idempotencyKeyDays)
  if (!rules.dryRun) {
    const deleted = await db.deleteFrom('vss.idempotency_key').where('created_at', '<', before).executeTakeFirst()
    return Number(deleted.numDeletedRows)
  }
  const found = await db
    .selectFrom('vss.idempotency_key')
    .select(sql<number>`count(*)`.as('count'))
    .where('created_at', '<', before)
    .executeTakeFirstOrThrow()
  return found.count
}

const days = (text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('must be a whole number of days.')
  return value
}

type Options = { artifactDays: number; takeDays: number; dryRun?: boolean }

export const addRetention = (program: Command): void => {
  program
    .command('retention')
    .description('delete files and cached takes that nobody used for that long')
    .option('--artifact-days <n>', 'uploads and results', days, DEFAULT_RETENTION.artifactDays)
    .option('--take-days <n>', 'cached takes', days, DEFAULT_RETENTION.takeDays)
    .option('--dry-run', 'count, delete nothing')
    .action(async (options: Options, command: Command) => {
      const rules = { ...DEFAULT_RETENTION, ...options, dryRun: options.dryRun ?? false }
      const swept = await withLedger((db) => withObjects((objects) => sweepUnused(db, objects, rules)))
      printResult(command, { ...swept, dryRun: rules.dryRun })
    })
}
