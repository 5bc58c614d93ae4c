import { defineWorkerConfig, loadWorkerConfig } from '@vss/shared/ai/provider-settings.ts'

export const narrationConfig = defineWorkerConfig('NARRATION_SLOTS', 2)

export const readConfig = () => loadWorkerConfig(narrationConfig, 'NARRATION_SLOTS', process.env)
