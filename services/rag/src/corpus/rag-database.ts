import type { Database } from '@vss/shared/ledger/database.ts'
import type { FactAttribute, FactType } from '@vss/shared/story/facts.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { Section } from './section.ts'

type Timestamp = ColumnType<Date, Date | undefined, Date>

export type RagTables = {
  /** One deployment's content. Written before it is published; immutable afterwards. */
  'rag.corpus_version': {
    version: Generated<number>
    org_id: string
    task_id: number
    /** Every asset id this version is registered under. */
    asset_ids: string[]
    lang: StoryLanguage
    /** What its scenes are embedded with; null: they are not. */
    embedding_model: ColumnType<string | null, string | null | undefined, never>
    embedding_dimensions: ColumnType<number | null, number | null | undefined, never>
    created_at: Timestamp
    published_at: ColumnType<Date | null, Date | null | undefined, Date>
    /** When its last asset id moved on to another version. */
    superseded_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  }
  /** The current version of each asset. */
  'rag.corpus': {
    org_id: string
    asset_id: string
    version: number
    /** The task that published it: a lower one never replaces it. */
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
    /** See `packVector`. Null: not embedded, or without a word. */
    embedding: ColumnType<Buffer | null, Buffer | null | undefined, never>
  }
  'rag.fact': {
    version: number
    /** Position in the merged facts: storyline order. */
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
