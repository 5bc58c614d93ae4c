import { defineWorkerConfig, readWorkerConfig } from '@vss/shared/ai/provider-settings.ts'

export const ragConfig = defineWorkerConfig('RAG_SLOTS', 8)

export const readConfig = () => readWorkerConfig(ragConfig, 'RAG_SLOTS', process.env)
