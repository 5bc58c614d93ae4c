import { z } from 'zod'
import { controlParams } from './narration-control.ts'
import { filePath, languageOf, overflowTolerance } from './parameters.ts'
import { defineTask } from './task-contract.ts'

export const generateNarration = defineTask({
  type: 'GENERATE_NARRATION',
  service: 'narration',
  resultName: 'narration_script',
  requiredPaths: ['blueprint_path'],
  aliases: { blueprint_path: ['blueprint_input_path', 'input_file_path'], asset_id: ['asset_uuid'] },
  paramAliases: {
    overflow_tolerance: ['tolerance_ratio'],
    lang: ['default_lang'],
    model: ['default_model'],
    temperature: ['temp', 'default_temp'],
  },
  payload: z.looseObject({
    asset_name: z.string().min(1).nullish(),
    asset_id: z.string().min(1).nullish(),
    blueprint_path: filePath,
    service_params: z
      .looseObject({
        lang: languageOf('zh', 'en').default('zh'),
        model: z.string().nullish(),
        rag_top_k: z.number().int().min(1).max(200).default(50),
        speaking_rate: z.number().positive().max(20).nullish(),
        overflow_tolerance: overflowTolerance.default(0),
        temperature: z.number().min(0).max(2).nullish(),
        debug: z.boolean().nullish(),
        control_params: controlParams.prefault({}),
      })
      .prefault({}),
  }),
})
