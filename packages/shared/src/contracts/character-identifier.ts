import { z } from 'zod'
import { filePath, languageOf } from './parameters.ts'
import { defineTask } from './task-contract.ts'

export const characterIdentifier = defineTask({
  type: 'CHARACTER_IDENTIFIER',
  service: 'rag',
  resultName: 'character_facts',
  requiredPaths: ['input_file_path'],
  aliases: { input_file_path: ['blueprint_path', 'blueprint_input_path'] },
  paramAliases: {
    model: ['default_model'],
    temp: ['temperature', 'default_temp'],
    lang: ['default_lang'],
    scene_chunk_size: ['default_scene_chunk_size'],
  },
  payload: z.looseObject({
    input_file_path: filePath,
    service_params: z
      .looseObject({
        characters_to_analyze: z.array(z.string()).nullish(),
        lang: languageOf('zh', 'en').nullish(),
        model: z.string().nullish(),
        temp: z.number().min(0).max(2).nullish(),
        scene_chunk_size: z.number().int().min(1).max(200).nullish(),
      })
      .prefault({}),
  }),
})
