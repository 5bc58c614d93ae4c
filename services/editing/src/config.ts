import { geminiSettings } from '@vss/shared/ai/gemini/gemini-settings.ts'
import { providerSettings } from '@vss/shared/ai/provider-settings.ts'
import { workerConfig } from '@vss/shared/process/base-config.ts'
import { count, loadConfig } from '@vss/shared/process/load-config.ts'
import type { z } from 'zod'

export const editingConfig = workerConfig.extend({
  ...providerSettings.shape,
  ...geminiSettings.shape,
  /** Tasks in work at once per replica. */
  EDITING_SLOTS: count(2),
})
export type EditingConfig = z.output<typeof editingConfig> & { slots: number }

export const readConfig = (): EditingConfig => {
  const config = loadConfig(editingConfig, process.env)
  return { ...config, slots: config.EDITING_SLOTS }
}
