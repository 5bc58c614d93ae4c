import { z } from 'zod'
import { filePath } from './parameters.ts'
import { defineTask } from './task-contract.ts'

const rate = z.number().min(0.5).max(2)

export const generateDubbing = defineTask({
  type: 'GENERATE_DUBBING',
  service: 'dubbing',
  resultName: 'dubbing_script',
  requiredPaths: ['input_narration_path'],
  aliases: {
    input_narration_path: ['narration_path'],
    blueprint_path: ['blueprint_input_path'],
  },
  paramAliases: { target_lang: ['lang'] },
  payload: z.looseObject({
    input_narration_path: filePath,
    blueprint_path: filePath.nullish(),
    service_params: z.looseObject({
      template_name: z.string().min(1),
      target_lang: z.string().nullish(),
      language_code: z.string().nullish(),
      voice_name: z.string().nullish(),
      speaking_rate: rate.nullish(),
      speed: rate.nullish(),
      model_name: z.string().nullish(),
      style: z.string().nullish(),
      perspective: z.string().nullish(),
      instruct: z.string().nullish(),
    }),
  }),
})
