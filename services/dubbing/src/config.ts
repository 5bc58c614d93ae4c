import { fileURLToPath } from 'node:url'
import { defineWorkerConfig, loadWorkerConfig } from '@vss/shared/ai/provider-settings.ts'
import { count } from '@vss/shared/process/load-config.ts'
import { z } from 'zod'
import { voiceSettings } from './providers/voice-providers.ts'

const TEMPLATES = fileURLToPath(new URL('../../../conf/dubbing_templates.yaml', import.meta.url))

export const dubbingConfig = defineWorkerConfig('DUBBING_SLOTS', 4).extend({
  /** Takes of one task that are spoken concurrently: as many requests may be paid twice after a crash. */
  DUBBING_CONCURRENCY: count(4),
  DUBBING_TEMPLATES: z.string().default(TEMPLATES),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  ...voiceSettings,
})

export const readConfig = () => loadWorkerConfig(dubbingConfig, 'DUBBING_SLOTS', process.env)
