import { geminiSettings, providerSettings } from '@vss/shared/ai/provider-settings.ts'
import { loadConfig } from '@vss/shared/process/load-config.ts'
import { dubbingConfig } from '../../services/dubbing/src/config.ts'
import { liveProviders, voiceSettings } from '../../services/dubbing/src/providers/voice-providers.ts'

const settings = dubbingConfig
  .pick({ AI_MODE: true })
  .extend({ ...voiceSettings, ...geminiSettings.shape, ...providerSettings.shape })

/** Which providers cost money with these settings, and how much at most: printed before anything is paid. */
export const nameProviders = (env: Record<string, string | undefined>): string => {
  const config = loadConfig(settings, env)
  const live = [
    ...(config.GOOGLE_API_KEY ? [`Gemini (${config.GEMINI_MODEL}, tier ${config.PROVIDER_TIER})`] : []),
    ...liveProviders.filter((provider) => provider.isConfigured(config)).map(({ title }) => title),
  ]
  if (config.AI_MODE === 'offline' || live.length === 0) return 'offline providers: nothing is paid'
  return `paid providers: ${live.join(', ')}; at most ${config.BUDGET_TASK_USD} USD a task`
}
