import { z } from 'zod'
import { NARRATION_LANGUAGES } from './language.ts'
import { filePath, languageOf, modelName, overflowTolerance, speakingRate } from './parameters.ts'
import { defineTask } from './task-contract.ts'

const language = languageOf(...NARRATION_LANGUAGES)

export const localizeNarration = defineTask({
  type: 'LOCALIZE_NARRATION',
  service: 'narration',
  resultName: 'localized_script',
  requiredPaths: ['master_script_path', 'blueprint_path'],
  aliases: {
    master_script_path: ['narration_path', 'input_narration_path'],
    blueprint_path: ['blueprint_input_path'],
  },
  paramAliases: {
    source_lang: ['lang'],
    overflow_tolerance: ['tolerance_ratio'],
    model: ['default_model'],
  },
  payload: z.looseObject({
    master_script_path: filePath,
    blueprint_path: filePath,
    service_params: z.looseObject({
      source_lang: language.nullish().meta({ description: 'used where the script does not say what it is written in' }),
      target_lang: language.meta({
        description: 'the same as the source: paced again, not translated; another one needs a live translator',
      }),
      model: modelName,
      overflow_tolerance: overflowTolerance.default(0),
      speaking_rate: speakingRate,
    }),
  }),
})
