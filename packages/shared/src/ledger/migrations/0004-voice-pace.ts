import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  // How fast the voices of an organisation were measured to speak: seconds over predicted seconds of the latest takes,
  // newest first. One row per way of speaking; the latest one of a language tells how its next film will sound.
  `create table vss.voice_pace (
    org_id uuid not null references vss.organization,
    language text not null,
    voice text not null,
    ratios real[] not null,
    measured_at timestamptz not null default now(),
    primary key (org_id, language, voice))`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
