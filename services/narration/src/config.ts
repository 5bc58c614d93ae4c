import { geminiSettings } from '@vss/shared/ai/gemini/gemini-settings.ts'
import { providerSettings } from '@vss/shared/ai/provider-settings.ts'
import { workerConfig } from '@vss/shared/process/base-config.ts'
import { count, loadConfig } from '@vss/shared/process/load-config.ts'
import type { z } from 'zod'

export const narrationConfig = workerConfig.extend({
  ...providerSettings.shape,
  ...geminiSettings.shape,
  /** Tasks in work at once per replica. */
  NARRATION_SLOTS: count(2),
})
export type NarrationConfig = z.output<typeof narrationConfig> & { slots: number }

export const readConfig = (): NarrationConfig => {
  const config = loadConfig(narrationConfig, process.env)
  return { ...config, slots: config.NARRATION_SLOTS }
}
