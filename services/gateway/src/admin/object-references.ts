import type { Database } from '@vss/shared/ledger/database.ts'
import { type Kysely, sql } from 'kysely'

/** A row that points to an object. For the output of a step, the ledger knows neither size nor hash. */
export type Reference = {
  table: string
  objectKey: string
  sizeBytes: number | null
  sha256: string | null
}

const PAGE = 500

const SOURCES = [
  { table: 'artifact', primaryKey: ['id'], facts: sql`size_bytes, sha256` },
  { table: 'take', primaryKey: ['org_id', 'input_hash'], facts: sql`size_bytes, sha256` },
  {
    table: 'task_step',
    primaryKey: ['task_id', 'step_key', 'input_hash'],
    facts: sql`null::int8 as size_bytes, null as sha256`,
  },
]

type Row = { object_key: string; size_bytes: number | null; sha256: string | null; position: (string | number)[] }

const loadPage = async (
  db: Kysely<Database>,
  { table, primaryKey, facts }: (typeof SOURCES)[number],
  after: (string | number)[] | undefined,
): Promise<Row[]> => {
  const position = sql.join(primaryKey.map((column) => sql.ref(column)))
  const later = after ? sql`(${position}) > (${sql.join(after)})` : sql`true`
  const { rows } = await sql<Row>`
    select object_key, ${facts}, json_build_array(${position}) as position from ${sql.id('vss', table)}
    where object_key is not null and ${later} order by ${position} limit ${PAGE}`.execute(db)
  return rows
}

/** Every row of the ledger that points to an object, page by page, without holding a transaction open. */
export const listReferences = async function* (db: Kysely<Database>): AsyncGenerator<Reference> {
  for (const source of SOURCES) {
    let page = await loadPage(db, source, undefined)
    while (page.length > 0) {
      for (const { object_key: objectKey, size_bytes: sizeBytes, sha256 } of page) {
        yield { table: source.table, objectKey, sizeBytes, sha256 }
      }
      page = await loadPage(db, source, page.at(-1)?.position)
    }
  }
}
