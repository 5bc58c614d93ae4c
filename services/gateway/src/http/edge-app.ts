import type { ErrorCode } from '@vss/shared/errors/errors.ts'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

/** A Fastify instance whose routes are typed by their zod schemas. */
export type EdgeApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The edge instance that calls, and its organisation. */
export type Caller = { orgId: string; instanceId: string }

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every /api/v1 route before anything else runs. */
    caller: Caller
    /** `performance.now()` at arrival. Deadlines count from here. */
    arrivedAtMs: number
  }
  interface FastifyContextConfig {
    /** The error code of this route when the database cannot be reached; `unavailable` when absent. */
    unavailableCode?: ErrorCode
  }
}
