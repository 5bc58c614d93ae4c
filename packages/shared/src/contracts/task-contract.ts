import type { z } from 'zod'
import type { Aliases } from './resolve-aliases.ts'

export const SERVICES = ['rag', 'narration', 'dubbing', 'editing'] as const
export type ServiceName = (typeof SERVICES)[number]

/** What a task type is: who does it, what it takes, which files it reads and what its result is called. */
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
