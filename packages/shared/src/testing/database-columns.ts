import { type Kysely, type SelectType, sql } from 'kysely'

/** Whether a column may be NULL, by the type that a select of it has. */
type Nullability<Column> = null extends SelectType<Column> ? 'null' : 'not null'

/** Every column of every table of a database type. */
export type DatabaseColumns<Tables> = {
  [Table in keyof Tables]: { [Column in keyof Tables[Table]]: Nullability<Tables[Table][Column]> }
}

/** Columns as `table.column null` or `table.column not null`, sorted. */
const flatten = (columns: Record<string, Record<string, string>>): string[] =>
  Object.entries(columns)
    .flatMap(([table, own]) => Object.entries(own).map(([column, nullability]) => `${table}.${column} ${nullability}`))
    .toSorted()

/**
 * Compares a database type with the migrated schemas its tables are in, by names of tables and columns and by
 * nullability. Answers one line for each difference, so an empty list means that they agree.
 *
 * The type exists only for the compiler, so the caller writes its columns down. `DatabaseColumns` makes that list exact:
 * it does not compile with a column too few, a column too many or a wrong nullability. Column types are not compared:
 * one SQL type has many TypeScript types (an enum of texts, the shape of a jsonb).
 */
export const compareWithSchema = async <Tables>(
  db: Kysely<Tables>,
  columns: DatabaseColumns<Tables> & Record<string, Record<string, string>>,
): Promise<string[]> => {
  const typed = flatten(columns)
  const schemas = [...new Set(Object.keys(columns).map((table) => table.slice(0, table.indexOf('.'))))]
  const { rows } = await sql<{ line: string }>`
    select table_schema || '.' || table_name || '.' || column_name
      || case is_nullable when 'YES' then ' null' else ' not null' end as line
    from information_schema.columns
    where table_schema = any(${schemas}) and table_name not like 'kysely_%'`.execute(db)
  const migrated = rows.map(({ line }) => line)
  return [
    ...typed.filter((line) => !migrated.includes(line)).map((line) => `only in the type: ${line}`),
    ...migrated.filter((line) => !typed.includes(line)).map((line) => `only in the database: ${line}`),
  ]
}
