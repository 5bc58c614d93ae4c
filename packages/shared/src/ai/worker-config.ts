import type { z } from 'zod'
import { workerConfig } from '../process/base-config.ts'
import { count, loadConfig } from '../process/load-config.ts'
import { geminiSettings } from './gemini/gemini-settings.ts'
import { providerSettings } from './provider-settings.ts'

/** The settings of a worker that may pay for models: those of every worker, of providers, and its number of slots. */
export const defineWorkerConfig = <Slots extends string>(slots: Slots, fallback: number) =>
  workerConfig.extend({
    ...providerSettings.shape,
    ...geminiSettings.shape,
    /** Tasks that run concurrently in one replica. */
    ...({ [slots]: count(fallback) } as Record<Slots, ReturnType<typeof count>>),
  })

/** Reads them; `slots` is then the number under its common name. */
export const readWorkerConfig = <Schema extends z.ZodObject, Slots extends keyof z.output<Schema>>(
  schema: Schema,
  slots: Slots,
  env: Record<string, string | undefined>,
): z.output<Schema> & { slots: number } => {
  const config = loadConfig(schema, env)
  return { ...config, slots: Number(config[slots]) }
}
