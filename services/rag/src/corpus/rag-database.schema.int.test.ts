import { compareWithSchema, type DatabaseColumns } from '@vss/shared/testing/database-columns.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { expect, onTestFinished, test } from 'vitest'
import { migrateRag, type RagTables } from './rag-database.ts'

const COLUMNS: DatabaseColumns<RagTables> = {
  'rag.corpus_version': {
    version: 'not null',
    org_id: 'not null',
    task_id: 'not null',
    asset_ids: 'not null',
    lang: 'not null',
    embedding_model: 'null',
    embedding_dimensions: 'null',
    created_at: 'not null',
    published_at: 'null',
    superseded_at: 'null',
  },
  'rag.corpus': {
    org_id: 'not null',
    asset_id: 'not null',
    version: 'not null',
    task_id: 'not null',
    published_at: 'not null',
  },
  'rag.scene_document': {
    version: 'not null',
    scene_id: 'not null',
    scene_order: 'not null',
    sections: 'not null',
    speakers: 'not null',
    mentioned: 'not null',
    embedding: 'null',
  },
  'rag.fact': {
    version: 'not null',
    ordinal: 'not null',
    scene_id: 'not null',
    character: 'not null',
    attribute: 'not null',
    value: 'not null',
    type: 'not null',
    source_text: 'not null',
  },
}

test('RagTables has the tables, columns and nullability of the migrated schema', async () => {
  const ledger = await openTestLedger()
  onTestFinished(ledger.close)
  await migrateRag(ledger.db)
  expect(await compareWithSchema(ledger.db.$extendTables<RagTables>().$pickTables<keyof RagTables>(), COLUMNS)).toEqual(
    [],
  )
})
