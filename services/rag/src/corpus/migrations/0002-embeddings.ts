import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  `alter table rag.corpus_version
    add column embedding_model text,
    add column embedding_dimensions int,
    add constraint corpus_version_embedding check ((embedding_model is null) = (embedding_dimensions is null))`,
  'alter table rag.scene_document add column embedding bytea',
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
