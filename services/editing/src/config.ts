import { defineWorkerConfig, readWorkerConfig } from '@vss/shared/ai/worker-config.ts'

export const editingConfig = defineWorkerConfig('EDITING_SLOTS', 2)

export const readConfig = () => readWorkerConfig(editingConfig, 'EDITING_SLOTS', process.env)
