import { sql } from 'kysely'
import { z } from 'zod'
import type { GatewayDeps } from '../../deps.ts'
import type { EdgeApp } from '../edge-app.ts'
import { retryUntil } from '../retry.ts'

/** A dependency that does not answer within this time counts as down. */
const CHECK_WAIT_MS = 2_000

const alive = z.object({ status: z.literal('ok') }).meta({ description: 'The process answers' })

const readiness = z
  .object({
    status: z.enum(['ready', 'unavailable']),
    checks: z.object({ postgres: z.boolean(), storage: z.boolean(), nats: z.boolean().nullable() }),
  })
  .meta({ description: 'Whether work can be accepted, which needs Postgres and the file storage, and what answered' })

/** `/healthz`: the process answers. `/readyz`: it can accept work, for which it needs Postgres and the object store. */
export const serveHealth = (app: EdgeApp, deps: GatewayDeps): void => {
  const check = async (name: string, ping: () => Promise<unknown>): Promise<boolean> => {
    try {
      await retryUntil(performance.now() + CHECK_WAIT_MS, ping, () => false)
      return true
    } catch (error) {
      deps.log.warn({ err: error, check: name }, 'readiness check failed')
      return false
    }
  }
  app.get(
    '/healthz',
    { schema: { tags: ['operations'], summary: 'Is the process alive', security: [], response: { 200: alive } } },
    () => ({ status: 'ok' as const }),
  )
  app.get(
    '/readyz',
    {
      schema: {
        tags: ['operations'],
        summary: 'Can work be accepted',
        security: [],
        response: { 200: readiness, 503: readiness },
      },
    },
    async (_request, reply) => {
      const [postgres, storage, nats] = await Promise.all([
        check('postgres', () => sql`select 1`.execute(deps.db)),
        check('storage', () => deps.artifacts.objects.ping()),
        deps.pingNats ? check('nats', deps.pingNats) : null,
      ])
      const ready = postgres && storage
      const body = {
        status: ready ? ('ready' as const) : ('unavailable' as const),
        checks: { postgres, storage, nats },
      }
      return reply.code(ready ? 200 : 503).send(body)
    },
  )
}
