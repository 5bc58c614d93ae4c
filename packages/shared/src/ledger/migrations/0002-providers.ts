import { type Kysely, sql } from 'kysely'

const STATEMENTS = [
  // Written before the call: a row that stays in `intent` is a call that may have been paid. Until the call has ended,
  // and after one whose end nobody knows, `units` and `cost_usd` are the estimate.
  `create table vss.provider_call (
    id uuid primary key default gen_random_uuid(),
    org_id uuid not null references vss.organization,
    task_id bigint references vss.task on delete set null,
    lease_epoch int,
    step_key text not null,
    provider text not null,
    model text not null,
    state text not null default 'intent' check (state in ('intent','ok','error','unknown')),
    units jsonb not null,
    cost_usd numeric(16,9) not null,
    created_at timestamptz not null default now(),
    finished_at timestamptz)`,
  'create index provider_call_by_task on vss.provider_call (task_id)',
  'create index provider_call_by_org on vss.provider_call (org_id, created_at)',
  // The state of the limits, one row per provider, model and project; the limits themselves are settings. `held` maps
  // who holds a slot to the second of the epoch at which the slot is free again, whatever happened to its holder.
  `create table vss.provider_limit (
    provider text not null,
    model text not null,
    project text not null,
    requests_left double precision not null,
    units_left double precision not null,
    refilled_at timestamptz not null,
    held jsonb not null default '{}',
    failures int not null default 0,
    open_until timestamptz not null default '-infinity',
    blocked_until timestamptz not null default '-infinity',
    blocked_by text check (blocked_by in ('rate_limited','quota_exhausted')),
    primary key (provider, model, project))
   with (fillfactor = 50)`,
]

export const up = async (db: Kysely<unknown>): Promise<void> => {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
}
