import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareWithSchema, type DatabaseColumns } from '../testing/database-columns.ts'
import { openTestLedger } from '../testing/open-test-ledger.ts'
import type { Database } from './database.ts'

const COLUMNS: DatabaseColumns<Database> = {
  'vss.organization': {
    id: 'not null',
    name: 'not null',
    attribute: 'not null',
    business_status: 'not null',
    contact_name: 'null',
    contact_position: 'null',
    contact_email: 'null',
    contact_phone: 'null',
    description: 'null',
    created_at: 'not null',
  },
  'vss.edge_instance': {
    id: 'not null',
    org_id: 'not null',
    name: 'not null',
    is_enabled: 'not null',
    in_maintenance: 'not null',
    deployment_type: 'not null',
    software_version: 'null',
    description: 'null',
    last_seen_at: 'null',
    created_at: 'not null',
  },
  'vss.edge_key': {
    id: 'not null',
    instance_id: 'not null',
    key_hash: 'not null',
    last4: 'not null',
    created_at: 'not null',
    expires_at: 'null',
  },
  'vss.console_user': {
    id: 'not null',
    username: 'not null',
    password_hash: 'not null',
    role: 'not null',
    created_at: 'not null',
  },
  'vss.worker': {
    id: 'not null',
    service: 'not null',
    slots: 'not null',
    started_at: 'not null',
    seen_at: 'not null',
  },
  'vss.artifact': {
    id: 'not null',
    org_id: 'not null',
    relative_path: 'not null',
    object_key: 'not null',
    file_name: 'not null',
    content_type: 'not null',
    size_bytes: 'not null',
    sha256: 'not null',
    task_id: 'null',
    created_at: 'not null',
    last_used_at: 'not null',
  },
  'vss.task': {
    id: 'not null',
    org_id: 'not null',
    instance_id: 'not null',
    service: 'not null',
    type: 'not null',
    payload: 'not null',
    locale: 'not null',
    status: 'not null',
    retry_of: 'null',
    traceparent: 'null',
    created_at: 'not null',
    modified_at: 'not null',
    run_at: 'not null',
    deadline_at: 'not null',
    dispatched_at: 'null',
    dispatch_seq: 'not null',
    stream_seq: 'null',
    lease_owner: 'null',
    lease_epoch: 'not null',
    lease_until: 'null',
    attempt: 'not null',
    started_at: 'null',
    finished_at: 'null',
    progress: 'null',
    progress_message: 'null',
    last_problem: 'null',
    result: 'null',
    output_path: 'null',
    event_seq: 'not null',
  },
  'vss.task_step': {
    task_id: 'not null',
    step_key: 'not null',
    input_hash: 'not null',
    output: 'null',
    object_key: 'null',
    epoch: 'not null',
    created_at: 'not null',
  },
  'vss.task_event': {
    id: 'not null',
    task_id: 'not null',
    org_id: 'not null',
    seq: 'not null',
    type: 'not null',
    data: 'not null',
    created_at: 'not null',
    published_at: 'null',
  },
  'vss.take': {
    org_id: 'not null',
    input_hash: 'not null',
    object_key: 'not null',
    sha256: 'not null',
    size_bytes: 'not null',
    duration_ms: 'not null',
    created_at: 'not null',
    last_used_at: 'not null',
  },
  'vss.direction': {
    org_id: 'not null',
    input_hash: 'not null',
    direction: 'not null',
    created_at: 'not null',
    last_used_at: 'not null',
  },
  'vss.idempotency_key': {
    org_id: 'not null',
    key: 'not null',
    fingerprint: 'not null',
    task_id: 'not null',
    created_at: 'not null',
  },
  'vss.provider_call': {
    id: 'not null',
    org_id: 'not null',
    task_id: 'null',
    lease_epoch: 'null',
    step_key: 'not null',
    provider: 'not null',
    model: 'not null',
    state: 'not null',
    units: 'not null',
    cost_usd: 'not null',
    created_at: 'not null',
    finished_at: 'null',
  },
  'vss.provider_limit': {
    provider: 'not null',
    model: 'not null',
    project: 'not null',
    requests_left: 'not null',
    units_left: 'not null',
    refilled_at: 'not null',
    held: 'not null',
    waiting: 'not null',
    served: 'not null',
    failures: 'not null',
    open_until: 'not null',
    blocked_until: 'not null',
    blocked_by: 'null',
  },
  'vss.voice_pace': {
    org_id: 'not null',
    language: 'not null',
    voice: 'not null',
    ratios: 'not null',
    measured_at: 'not null',
  },
}

let ledger: Awaited<ReturnType<typeof openTestLedger>>

beforeEach(async () => {
  ledger = await openTestLedger()
})
afterEach(() => ledger.close())

test('the Database type has the tables, columns and nullability of the migrated schema', async () => {
  expect(await compareWithSchema(ledger.db, COLUMNS)).toEqual([])
})

test('a column that only one side has, or that differs in nullability, is a difference', async () => {
  await ledger.db.schema.alterTable('vss.worker').renameColumn('slots', 'rooms').execute()
  await ledger.db.schema
    .alterTable('vss.take')
    .alterColumn('sha256', (column) => column.dropNotNull())
    .execute()
  expect((await compareWithSchema(ledger.db, COLUMNS)).toSorted()).toEqual([
    'only in the database: vss.take.sha256 null',
    'only in the database: vss.worker.rooms not null',
    'only in the type: vss.take.sha256 not null',
    'only in the type: vss.worker.slots not null',
  ])
})
