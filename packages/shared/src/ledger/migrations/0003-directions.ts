import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  // How a sentence is said, decided once per organisation by a model: the hash is of everything that decides it.
  `create table vss.direction (
    org_id uuid not null references vss.organization,
    input_hash text not null,
    direction text not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    primary key (org_id, input_hash))`,
  'create index direction_by_last_use on vss.direction (last_used_at)',
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
