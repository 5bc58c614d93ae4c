import { z } from 'zod'
import { filePath, modelName, storyLanguage, temperature } from './parameters.ts'
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
        characters_to_analyze: z
          .array(z.string())
          .nullish()
          .meta({ description: 'names to look at; absent or empty: everyone who speaks' }),
        lang: storyLanguage,
        model: modelName,
        temp: temperature,
        scene_chunk_size: z
          .number()
          .int()
          .min(1)
          .max(200)
          .nullish()
          .meta({ description: 'scenes of one character read at once; 10 when absent' }),
      })
      .prefault({}),
  }),
})
