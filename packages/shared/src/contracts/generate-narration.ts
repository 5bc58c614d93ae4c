import { z } from 'zod'
import { controlParams } from './narration-control.ts'
import { assetId, filePath, languageOf, modelName, overflowTolerance, speakingRate, temperature } from './parameters.ts'
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
    asset_name: z
      .string()
      .min(1)
      .nullish()
      .meta({ description: "name of the series as it may be said; else the story's" }),
    asset_id: assetId,
    blueprint_path: filePath,
    service_params: z
      .looseObject({
        lang: languageOf('zh', 'en')
          .default('zh')
          .meta({ description: "language of the narration; offline the story's own is used and `message` says so" }),
        model: modelName,
        rag_top_k: z
          .number()
          .int()
          .min(1)
          .max(200)
          .default(50)
          .meta({ description: 'scenes asked of the corpus, at most those in scope' }),
        speaking_rate: speakingRate,
        overflow_tolerance: overflowTolerance.default(0),
        temperature,
        debug: z.boolean().nullish().meta({ description: 'adds the query and why each scene was found to the file' }),
        control_params: controlParams.prefault({}),
      })
      .prefault({}),
  }),
})
