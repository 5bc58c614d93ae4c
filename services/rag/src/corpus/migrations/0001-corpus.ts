import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  `create table rag.corpus_version (
    version bigint generated always as identity primary key,
    org_id uuid not null,
    task_id bigint not null,
    asset_ids text[] not null,
    lang text not null check (lang in ('zh','en')),
    created_at timestamptz not null default now(),
    published_at timestamptz,
    superseded_at timestamptz)`,
  'create index corpus_version_by_org on rag.corpus_version (org_id)',
  `create table rag.corpus (
    org_id uuid not null,
    asset_id text not null,
    version bigint not null references rag.corpus_version,
    task_id bigint not null,
    published_at timestamptz not null default now(),
    primary key (org_id, asset_id))`,
  'create index corpus_by_version on rag.corpus (version)',
  `create table rag.scene_document (
    version bigint not null references rag.corpus_version on delete cascade,
    scene_id bigint not null,
    scene_order int not null,
    sections jsonb not null,
    speakers text[] not null,
    mentioned text[] not null,
    primary key (version, scene_id))`,
  `create table rag.fact (
    version bigint not null references rag.corpus_version on delete cascade,
    ordinal int not null,
    scene_id bigint not null,
    character text not null,
    attribute text not null,
    value text not null,
    type text not null,
    source_text text not null,
    primary key (version, ordinal))`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
