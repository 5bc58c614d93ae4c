import type { TaskType } from '@vss/shared/contracts/registry.ts'
import type { ServiceName } from '@vss/shared/contracts/task-contract.ts'
import { WORKER_LIVE_SEC } from '@vss/shared/ledger/announce-worker.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { type Kysely, sql } from 'kysely'

export type PickedTask = {
  id: number
  orgId: string
  service: ServiceName
  type: TaskType
  dispatchSeq: number
  traceparent: string | null
}

/** The services that have a task to dispatch now. */
export const findWaitingServices = async (
  db: Kysely<Database>,
  services: readonly ServiceName[],
): Promise<ServiceName[]> => {
  const { rows } = await sql<{ service: ServiceName }>`
    select asked.service from unnest(${services}::text[]) as asked (service)
    where exists (
      select from vss.task t
      where t.service = asked.service and t.status = 'ready' and t.dispatched_at is null and t.run_at <= now())`.execute(
    db,
  )
  return rows.map((row) => row.service)
}

/**
 * Marks the tasks of one service that its live workers can soon take, and returns them. This is the fair pick.
 *
 * The broker delivers commands in the order they came, so a task can no longer overtake what stands before it there. The
 * queue at the broker must therefore stay short, and the tasks that enter it must be chosen fairly. It must not be empty
 * either, or a slot that becomes free would wait for the next turn of the dispatcher.
 *
 * How many (`capacity`). A task is in flight while it runs, and while it is dispatched but unclaimed. The pick fills the
 * tasks in flight up to the slots of all live workers plus a quarter, rounded up, and always below twice the slots. The
 * quarter is the reserve at the broker. Workers that were not seen for a while do not count.
 *
 * Which (`picked`). The waiting tasks of each organisation are numbered by age: that is their `turn`. The turn plus the
 * number of tasks that the organisation has in flight is the rank of a task, and the lowest ranks are picked first. So
 * the next task is always the oldest of the organisation with the fewest in flight, and organisations that wait take
 * turns. A rank above the number of slots is never picked: one organisation alone can fill every slot, but not the
 * reserve. Its queue waits in the ledger, and the only task of another organisation gets the very next free slot.
 *
 * How fast (`org`). The recursion jumps in the index from one `org_id` to the next larger one (a loose index scan), and
 * of each organisation at most as many tasks are read as may be picked. The cost grows with the number of waiting
 * organisations, not with the length of their queues.
 *
 * The UPDATE asks again whether the task is ready and not dispatched, so two dispatchers never mark the same task.
 */
export const pickTasks = async (db: Kysely<Database>, service: ServiceName): Promise<PickedTask[]> => {
  const { rows } = await sql<PickedTask>`
    with recursive live as (
      select coalesce(sum(slots), 0)::int as slots from vss.worker
      where service = ${service} and seen_at > now() - make_interval(secs => ${WORKER_LIVE_SEC})
    ), in_flight as materialized (
      select org_id, count(*)::int as tasks from vss.task
      where service = ${service} and (status = 'running' or (status = 'ready' and dispatched_at is not null))
      group by org_id
    ), capacity as (
      select greatest(0, least(slots + ceil(slots / 4.0), 2 * slots - 1)
        - (select coalesce(sum(tasks), 0) from in_flight))::int as free
      from live
    ), org as (
      (select org_id from vss.task
        where service = ${service} and status = 'ready' and dispatched_at is null order by org_id limit 1)
      union all
      select (select t.org_id from vss.task t
        where t.service = ${service} and t.status = 'ready' and t.dispatched_at is null and t.org_id > org.org_id
        order by t.org_id limit 1)
      from org where org.org_id is not null
    ), picked as (
      select candidate.id
      from org
      left join in_flight using (org_id)
      cross join lateral (
        select id, row_number() over (order by id) as turn from (
          select id from vss.task t
          where t.service = ${service} and t.org_id = org.org_id and t.status = 'ready' and t.dispatched_at is null
            and t.run_at <= now() and t.deadline_at > now()
          order by id limit (select free from capacity)) oldest
      ) candidate
      where coalesce(in_flight.tasks, 0) + candidate.turn <= (select slots from live)
      order by coalesce(in_flight.tasks, 0) + candidate.turn, candidate.id
      limit (select free from capacity)
    )
    update vss.task t set dispatched_at = now(), dispatch_seq = dispatch_seq + 1, stream_seq = null
    from picked where t.id = picked.id and t.status = 'ready' and t.dispatched_at is null
    returning t.id, t.org_id as "orgId", t.service, t.type, t.dispatch_seq as "dispatchSeq", t.traceparent`.execute(db)
  return rows
}
