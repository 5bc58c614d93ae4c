import { statSync } from 'node:fs'
import { geminiSettings, providerSettings } from '@vss/shared/ai/provider-settings.ts'
import { loadConfig } from '@vss/shared/process/load-config.ts'
import { dubbingConfig } from '../../services/dubbing/src/config.ts'

const settings = dubbingConfig
  .pick({
    AI_MODE: true,
    GOOGLE_APPLICATION_CREDENTIALS: true,
    PAI_EAS_SERVICE_URL: true,
    PAI_EAS_TOKEN: true,
  })
  .extend({ ...geminiSettings.shape, ...providerSettings.shape })

/** Who is asked for money with these settings, and how much at most: to be read before it happens. */
export const nameProviders = (env: Record<string, string | undefined>): string => {
  const config = loadConfig(settings, env)
  const live = [
    config.GOOGLE_API_KEY && `Gemini (${config.GEMINI_MODEL}, tier ${config.PROVIDER_TIER})`,
    statSync(config.GOOGLE_APPLICATION_CREDENTIALS, { throwIfNoEntry: false })?.size && 'Google voices',
    config.PAI_EAS_SERVICE_URL && config.PAI_EAS_TOKEN && 'CosyVoice',
  ].filter(Boolean)
  if (config.AI_MODE === 'offline' || live.length === 0) return 'offline providers: nothing is paid'
  return `paid providers: ${live.join(', ')}; at most ${config.BUDGET_TASK_USD} USD a task`
}
