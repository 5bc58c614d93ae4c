import { defineWorkerConfig, loadWorkerConfig } from '@vss/shared/ai/provider-settings.ts'

export const editingConfig = defineWorkerConfig('EDITING_SLOTS', 2)

export const readConfig = () => loadWorkerConfig(editingConfig, 'EDITING_SLOTS', process.env)
