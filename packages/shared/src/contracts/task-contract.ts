import type { z } from 'zod'

export const SERVICES = ['rag', 'narration', 'dubbing', 'editing'] as const
export type ServiceName = (typeof SERVICES)[number]

/** A task type: the service that runs it, its payload, the files it reads, and the name of its result. */
export type TaskContract<
  Type extends string = string,
  Service extends ServiceName = ServiceName,
  Payload extends z.ZodType = z.ZodType,
> = {
  type: Type
  service: Service
  /** Top-level payload keys that must name an existing file. */
  requiredPaths: readonly string[]
  aliases: Aliases
  paramAliases: Aliases
  payload: Payload
  /** `narration_script` → `narration_script_<uuid>.json`. */
  resultName: string
}

export type PayloadOf<C extends TaskContract> = z.output<C['payload']>

/** Keeps the literal types of a contract, so that the registry knows service and payload by the task type. */
export const defineTask = <Type extends string, Service extends ServiceName, Payload extends z.ZodType>(
  contract: TaskContract<Type, Service, Payload>,
): TaskContract<Type, Service, Payload> => contract

export type Aliases = Record<string, readonly string[]>

/** Forms send an empty text for a field that was not filled in. */
const isBlank = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/**
 * Renames the spellings of deployed clients to the canonical ones, before anything is parsed. A canonical key that is not
 * blank wins over its aliases; unknown keys stay as they are. Does not change its input.
 */
export const resolveAliases = (raw: Record<string, unknown>, aliases: Aliases): Record<string, unknown> => {
  const result = { ...raw }
  for (const [canonical, others] of Object.entries(aliases)) {
    for (const alias of others) {
      if (!(alias in result)) continue
      if (isBlank(result[canonical])) result[canonical] = result[alias]
      delete result[alias]
    }
  }
  return result
}
