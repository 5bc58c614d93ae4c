import type { ColumnType, Generated, JSONColumnType } from 'kysely'
import type { TaskType } from '../contracts/registry.ts'
import type { ServiceName } from '../contracts/task-contract.ts'
import type { Locale } from '../errors/sentence.ts'

type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
type Json<T extends object> = JSONColumnType<T, string, string>

/** A place in the line for a provider's limit. Times are seconds since 1970. */
type WaitingPlace = { org: string; units: number; since: number; until: number }

export type TaskStatus = 'ready' | 'running' | 'completed' | 'failed' | 'cancelled'

export type Database = {
  'vss.organization': {
    id: Generated<string>
    name: string
    attribute: Generated<'PERSONAL' | 'COMPANY' | 'COMMUNITY'>
    business_status: Generated<'INTENTION' | 'SIGNED' | 'SUSPENDED' | 'PARTNER' | 'INTERNAL'>
    contact_name: string | null
    contact_position: string | null
    contact_email: string | null
    contact_phone: string | null
    description: string | null
    created_at: Timestamp
  }
  'vss.edge_instance': {
    id: Generated<string>
    org_id: string
    name: string
    is_enabled: Generated<boolean>
    in_maintenance: Generated<boolean>
    deployment_type: Generated<'WIN_DOCKER' | 'LINUX_DOCKER' | 'WORKSTATION'>
    software_version: string | null
    description: string | null
    last_seen_at: NullableTimestamp
    created_at: Timestamp
  }
  'vss.edge_key': {
    id: Generated<number>
    instance_id: string
    key_hash: Buffer
    last4: string
    created_at: Timestamp
    expires_at: NullableTimestamp
  }
  'vss.console_user': {
    id: Generated<string>
    username: string
    password_hash: string
    role: Generated<'OWNER' | 'ADMIN' | 'MEMBER'>
    created_at: Timestamp
  }
  'vss.worker': {
    id: string
    service: ServiceName
    slots: number
    started_at: Timestamp
    seen_at: Timestamp
  }
  'vss.artifact': {
    id: Generated<number>
    org_id: string
    relative_path: string
    object_key: string
    file_name: string
    content_type: string
    size_bytes: number
    sha256: string
    task_id: number | null
    created_at: Timestamp
    last_used_at: Timestamp
  }
  'vss.task': {
    id: Generated<number>
    org_id: string
    instance_id: string
    service: ServiceName
    type: TaskType
    payload: Json<Record<string, unknown>>
    locale: Locale
    status: Generated<TaskStatus>
    retry_of: number | null
    traceparent: string | null
    created_at: Timestamp
    modified_at: Timestamp
    run_at: Timestamp
    deadline_at: Timestamp
    dispatched_at: NullableTimestamp
    dispatch_seq: Generated<number>
    stream_seq: number | null
    lease_owner: string | null
    lease_epoch: Generated<number>
    lease_until: NullableTimestamp
    attempt: Generated<number>
    started_at: NullableTimestamp
    finished_at: NullableTimestamp
    progress: number | null
    progress_message: string | null
    last_problem: string | null
    result: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>
    output_path: string | null
    event_seq: Generated<number>
  }
  'vss.task_step': {
    task_id: number
    step_key: string
    input_hash: string
    output: ColumnType<unknown, string | null, never>
    object_key: string | null
    epoch: number
    created_at: Timestamp
  }
  'vss.task_event': {
    id: Generated<string>
    task_id: number
    org_id: string
    seq: number
    type: 'started' | 'completed' | 'failed' | 'cancelled'
    data: Json<Record<string, unknown>>
    created_at: Timestamp
    published_at: NullableTimestamp
  }
  'vss.take': {
    org_id: string
    input_hash: string
    object_key: string
    sha256: string
    size_bytes: number
    duration_ms: number
    created_at: Timestamp
    last_used_at: Timestamp
  }
  'vss.direction': {
    org_id: string
    input_hash: string
    /** In words; empty if the model gave no usable one. */
    direction: string
    created_at: Timestamp
    last_used_at: Timestamp
  }
  'vss.idempotency_key': {
    org_id: string
    key: string
    fingerprint: string
    task_id: number
    created_at: Timestamp
  }
  'vss.provider_call': {
    id: Generated<string>
    org_id: string
    task_id: number | null
    lease_epoch: number | null
    step_key: string
    provider: string
    model: string
    state: Generated<'intent' | 'ok' | 'error' | 'unknown'>
    units: Json<Record<string, number>>
    /** US dollars: a decimal number, which arrives as text. */
    cost_usd: ColumnType<string, number, number>
    created_at: Timestamp
    finished_at: NullableTimestamp
  }
  'vss.provider_limit': {
    provider: string
    model: string
    project: string
    requests_left: number
    units_left: number
    refilled_at: Timestamp
    held: Json<Record<string, number>>
    waiting: Json<Record<string, WaitingPlace>>
    served: Json<Record<string, number>>
    failures: Generated<number>
    open_until: Timestamp
    blocked_until: Timestamp
    blocked_by: 'rate_limited' | 'quota_exhausted' | null
  }
  'vss.voice_pace': {
    org_id: string
    language: string
    voice: string
    ratios: number[]
    measured_at: Timestamp
  }
}
