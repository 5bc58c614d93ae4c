import { z } from 'zod'
import { filePath, languageOf } from './parameters.ts'
import { defineTask } from './task-contract.ts'

export const deployRagCorpus = defineTask({
  type: 'DEPLOY_RAG_CORPUS',
  service: 'rag',
  resultName: 'rag_deployment_report',
  requiredPaths: ['blueprint_input_path'],
  aliases: {
    blueprint_input_path: ['input_file_path', 'blueprint_path'],
    facts_input_path: ['facts_path'],
    asset_id: ['asset_uuid'],
  },
  paramAliases: { lang: ['default_lang'] },
  payload: z.looseObject({
    blueprint_input_path: filePath,
    facts_input_path: filePath.nullish(),
    asset_id: z.string().min(1).nullish(),
    lang: languageOf('zh', 'en').nullish(),
    service_params: z.looseObject({ lang: languageOf('zh', 'en').nullish() }).prefault({}),
  }),
})
