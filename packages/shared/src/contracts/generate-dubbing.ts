import { z } from 'zod'
import { filePath, modelName } from './parameters.ts'
import { defineTask } from './task-contract.ts'

const tempo = z
  .number()
  .min(0.5)
  .max(2)
  .nullish()
  .meta({ description: "speed as a factor, 1 is the voice's own; the template's when absent" })

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
    blueprint_path: filePath.nullish().meta({ description: 'must exist where it is sent; not read' }),
    service_params: z.looseObject({
      template_name: z.string().min(1).meta({ description: 'a template of conf/dubbing_templates.yaml' }),
      target_lang: z
        .string()
        .nullish()
        .meta({ description: "language to speak; else the script's, else language_code's, else the text's" }),
      language_code: z.string().nullish().meta({ description: 'a tag as cmn-CN or en-US, where nothing else says' }),
      voice_name: z.string().nullish().meta({ description: 'one of the voices of the template; offline a timbre' }),
      speaking_rate: tempo,
      speed: tempo,
      model_name: modelName,
      style: z
        .string()
        .nullish()
        .meta({ description: "how it is said; else the script's. Offline written, not heard" }),
      perspective: z
        .string()
        .nullish()
        .meta({ description: "who speaks; else the script's. Offline written, not heard" }),
      instruct: z
        .string()
        .nullish()
        .meta({ description: 'direction in words, in place of every other. Offline written, not heard' }),
    }),
  }),
})
