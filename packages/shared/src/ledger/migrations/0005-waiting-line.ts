import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  // `waiting`: who was denied and keeps asking, by holder: its organisation, the units it needs, and the seconds of the
  // epoch since which it waits and until which it has its place unless it asks again. `served`: at which second each
  // organisation had its last turn.
  `alter table vss.provider_limit add column waiting jsonb not null default '{}',
     add column served jsonb not null default '{}'`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
