import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  `create table vss.organization (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    attribute text not null default 'COMPANY' check (attribute in ('PERSONAL','COMPANY','COMMUNITY')),
    business_status text not null default 'SIGNED'
      check (business_status in ('INTENTION','SIGNED','SUSPENDED','PARTNER','INTERNAL')),
    contact_name text, contact_position text, contact_email text, contact_phone text, description text,
    created_at timestamptz not null default now())`,
  `create table vss.edge_instance (
    id uuid primary key default gen_random_uuid(),
    org_id uuid not null references vss.organization,
    name text not null,
    is_enabled boolean not null default true,
    in_maintenance boolean not null default false,
    deployment_type text not null default 'LINUX_DOCKER'
      check (deployment_type in ('WIN_DOCKER','LINUX_DOCKER','WORKSTATION')),
    software_version text, description text,
    last_seen_at timestamptz,
    created_at timestamptz not null default now(),
    unique (org_id, name))`,
  `create table vss.edge_key (
    id bigint generated always as identity primary key,
    instance_id uuid not null references vss.edge_instance on delete cascade,
    key_hash bytea not null,
    last4 text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz)`,
  'create index edge_key_by_instance on vss.edge_key (instance_id)',
  `create table vss.console_user (
    id uuid primary key default gen_random_uuid(),
    username text not null unique,
    password_hash text not null,
    role text not null default 'ADMIN' check (role in ('OWNER','ADMIN','MEMBER')),
    created_at timestamptz not null default now())`,
  `create table vss.worker (
    id text primary key,
    service text not null,
    slots int not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now())`,
  `create table vss.task (
    id bigint generated always as identity primary key,
    org_id uuid not null references vss.organization,
    instance_id uuid not null references vss.edge_instance,
    service text not null,
    type text not null,
    payload jsonb not null,
    locale text not null,
    status text not null default 'ready' check (status in ('ready','running','completed','failed','cancelled')),
    retry_of bigint references vss.task,
    traceparent text,
    created_at timestamptz not null default now(),
    modified_at timestamptz not null default now(),
    run_at timestamptz not null default now(),
    deadline_at timestamptz not null,
    dispatched_at timestamptz,
    dispatch_seq int not null default 0,
    stream_seq bigint,
    lease_owner text,
    lease_epoch int not null default 0,
    lease_until timestamptz,
    attempt int not null default 0,
    started_at timestamptz,
    finished_at timestamptz,
    progress real,
    progress_message text,
    last_problem text,
    result jsonb,
    output_path text,
    event_seq int not null default 0)
   with (fillfactor = 70)`,
  'create index task_by_org on vss.task (org_id, id)',
  `create index task_to_dispatch on vss.task (service, org_id, id) where status = 'ready' and dispatched_at is null`,
  `create index task_in_flight on vss.task (service, org_id)
     where status = 'running' or (status = 'ready' and dispatched_at is not null)`,
  `create index task_open_by_deadline on vss.task (deadline_at) where status in ('ready','running')`,
  // Terminal is final, whatever code believes.
  `create function vss.guard_terminal_task() returns trigger language plpgsql as $$
   begin
     if old.status in ('completed','failed','cancelled') and new.status is distinct from old.status then
       raise exception 'task % is already %', old.id, old.status using errcode = 'check_violation';
     end if;
     return new;
   end $$`,
  `create trigger task_terminal_is_final before update on vss.task
     for each row execute function vss.guard_terminal_task()`,
  `create table vss.task_step (
    task_id bigint not null references vss.task on delete cascade,
    step_key text not null,
    input_hash text not null,
    output jsonb,
    object_key text,
    epoch int not null,
    created_at timestamptz not null default now(),
    primary key (task_id, step_key, input_hash),
    check ((output is null) <> (object_key is null)))`,
  `create table vss.task_event (
    id uuid primary key default gen_random_uuid(),
    task_id bigint not null references vss.task on delete cascade,
    org_id uuid not null,
    seq int not null,
    type text not null,
    data jsonb not null,
    created_at timestamptz not null default now(),
    published_at timestamptz,
    unique (task_id, seq))`,
  'create index task_event_unpublished on vss.task_event (created_at) where published_at is null',
  `create table vss.artifact (
    id bigint generated always as identity primary key,
    org_id uuid not null references vss.organization,
    relative_path text not null,
    object_key text not null,
    file_name text not null,
    content_type text not null,
    size_bytes bigint not null,
    sha256 text not null,
    task_id bigint references vss.task on delete set null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    unique (org_id, relative_path))`,
  'create index artifact_by_last_use on vss.artifact (last_used_at)',
  `create table vss.take (
    org_id uuid not null references vss.organization,
    input_hash text not null,
    object_key text not null,
    sha256 text not null,
    size_bytes bigint not null,
    duration_ms double precision not null,
    created_at timestamptz not null default now(),
    last_used_at timestamptz not null default now(),
    primary key (org_id, input_hash))`,
  'create index take_by_last_use on vss.take (last_used_at)',
  `create table vss.idempotency_key (
    org_id uuid not null references vss.organization,
    key text not null,
    fingerprint text not null,
    task_id bigint not null references vss.task on delete cascade,
    created_at timestamptz not null default now(),
    primary key (org_id, key))`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
