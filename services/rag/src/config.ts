import { defineWorkerConfig, loadWorkerConfig } from '@vss/shared/ai/provider-settings.ts'

export const ragConfig = defineWorkerConfig('RAG_SLOTS', 8)

export const readConfig = () => loadWorkerConfig(ragConfig, 'RAG_SLOTS', process.env)
