import { fileURLToPath } from 'node:url'
import { defineWorkerConfig, loadWorkerConfig } from '@vss/shared/ai/provider-settings.ts'
import { count } from '@vss/shared/process/load-config.ts'
import { z } from 'zod'

const CREDENTIALS = fileURLToPath(new URL('../../../conf/gcp-credentials.json', import.meta.url))
const TEMPLATES = fileURLToPath(new URL('../../../conf/dubbing_templates.yaml', import.meta.url))

export const dubbingConfig = defineWorkerConfig('DUBBING_SLOTS', 4).extend({
  /** Takes of one task that are spoken at once: what a crash may cost. */
  DUBBING_CONCURRENCY: count(4),
  DUBBING_TEMPLATES: z.string().default(TEMPLATES),
  ESPEAK_PATH: z.string().default('espeak-ng'),
  FFMPEG_PATH: z.string().default('ffmpeg'),
  /** Key of a Google service account; a file that is missing or empty counts as none. */
  GOOGLE_APPLICATION_CREDENTIALS: z.string().default(CREDENTIALS),
  /** The project whose quota is used, if not the key's own. */
  GOOGLE_CLOUD_PROJECT: z.string().optional(),
  /** A region's endpoint or a stand-in. */
  GOOGLE_TTS_ENDPOINT: z.url().optional(),
  PAI_EAS_SERVICE_URL: z.url().optional(),
  PAI_EAS_TOKEN: z.string().optional(),
})
export type DubbingConfig = ReturnType<typeof readConfig>

export const readConfig = () => loadWorkerConfig(dubbingConfig, 'DUBBING_SLOTS', process.env)
