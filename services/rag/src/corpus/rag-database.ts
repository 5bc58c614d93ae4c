import type { Database } from '@vss/shared/ledger/database.ts'
import { type Migrated, migrateSchema } from '@vss/shared/ledger/migrate.ts'
import type { FactAttribute, FactType } from '@vss/shared/story/facts.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { ColumnType, Generated, JSONColumnType, Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import * as corpus0001 from './migrations/0001-corpus.ts'
import * as embeddings0002 from './migrations/0002-embeddings.ts'

type Timestamp = ColumnType<Date, Date | undefined, Date>

/** A labelled part of a scene document. Search reads the text; the label is for people and models. */
export type Section = { label: string; text: string }

export type RagTables = {
  /** The content of one deployment. Written before it is published; immutable afterwards. */
  'rag.corpus_version': {
    version: Generated<number>
    org_id: string
    task_id: number
    /** Every asset id this version is registered under. */
    asset_ids: string[]
    lang: StoryLanguage
    /** The model that embedded its scenes. Null: they are not embedded. */
    embedding_model: ColumnType<string | null, string | null | undefined, never>
    embedding_dimensions: ColumnType<number | null, number | null | undefined, never>
    created_at: Timestamp
    published_at: ColumnType<Date | null, Date | null | undefined, Date>
    /** When the last of its asset ids moved on to another version. */
    superseded_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  }
  /** The current version of each asset. */
  'rag.corpus': {
    org_id: string
    asset_id: string
    version: number
    /** The task that published it. A task with a lower id never replaces it. */
    task_id: number
    published_at: Timestamp
  }
  'rag.scene_document': {
    version: number
    scene_id: number
    scene_order: number
    sections: JSONColumnType<Section[], string, never>
    speakers: string[]
    mentioned: string[]
    /** Packed by `packVector`. Null: the scene is not embedded, or has no text. */
    embedding: ColumnType<Buffer | null, Buffer | null | undefined, never>
  }
  'rag.fact': {
    version: number
    /** Position in the merged facts, which are in storyline order. */
    ordinal: number
    scene_id: number
    character: string
    attribute: FactAttribute
    value: string
    type: FactType
    source_text: string
  }
}

export type RagDatabase = Database & RagTables

const MIGRATIONS: Record<string, Migration> = {
  '0001-corpus': corpus0001,
  '0002-embeddings': embeddings0002,
}

/** Migrates the schema `rag` to the newest version this code knows. Several replicas may run it concurrently. */
export const migrateRag = <DB>(db: Kysely<DB>): Promise<Migrated> => migrateSchema(db, 'rag', MIGRATIONS)
