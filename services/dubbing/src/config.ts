import { workerConfig } from '@vss/shared/config/base-config.ts'
import { count, loadConfig } from '@vss/shared/config/load-config.ts'
import type { z } from 'zod'

export const dubbingConfig = workerConfig.extend({
  /** Tasks in work at once per replica. */
  DUBBING_SLOTS: count(4),
})
export type DubbingConfig = z.output<typeof dubbingConfig> & { slots: number }

export const readConfig = (): DubbingConfig => {
  const config = loadConfig(dubbingConfig, process.env)
  return { ...config, slots: config.DUBBING_SLOTS }
}
