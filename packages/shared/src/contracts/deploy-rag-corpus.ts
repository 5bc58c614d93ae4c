import { z } from 'zod'
import { assetId, filePath, storyLanguage } from './parameters.ts'
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
    facts_input_path: filePath.nullish().meta({ description: 'the result of CHARACTER_IDENTIFIER, or such a file' }),
    asset_id: assetId,
    lang: storyLanguage,
    service_params: z.looseObject({ lang: storyLanguage }).prefault({}),
  }),
})
