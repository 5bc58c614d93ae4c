import { geminiSettings } from '@vss/shared/ai/gemini/gemini-settings.ts'
import { providerSettings } from '@vss/shared/ai/provider-settings.ts'
import { workerConfig } from '@vss/shared/process/base-config.ts'
import { count, loadConfig } from '@vss/shared/process/load-config.ts'
import type { z } from 'zod'

export const ragConfig = workerConfig.extend({
  ...providerSettings.shape,
  ...geminiSettings.shape,
  /** Tasks in work at once per replica. */
  RAG_SLOTS: count(8),
})
export type RagConfig = z.output<typeof ragConfig> & { slots: number }

export const readConfig = (): RagConfig => {
  const config = loadConfig(ragConfig, process.env)
  return { ...config, slots: config.RAG_SLOTS }
}
