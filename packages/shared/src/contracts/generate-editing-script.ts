import { z } from 'zod'
import { rule } from '../errors/describe-issue.ts'
import { parseFrameRate } from '../story/frame-rate.ts'
import { filePath, modelName } from './parameters.ts'
import { defineTask } from './task-contract.ts'

const frameRate = z
  .union([z.number(), z.string()])
  .refine((value) => parseFrameRate(value) !== null, rule('value.not_fps'))

export const generateEditingScript = defineTask({
  type: 'GENERATE_EDITING_SCRIPT',
  service: 'editing',
  resultName: 'editing_script',
  requiredPaths: ['dubbing_script_path', 'blueprint_path'],
  aliases: {
    dubbing_script_path: ['input_dubbing_path', 'dubbing_path'],
    blueprint_path: ['blueprint_input_path'],
  },
  paramAliases: { lang: ['default_lang'], model: ['default_model'] },
  payload: z.looseObject({
    dubbing_script_path: filePath,
    blueprint_path: filePath,
    service_params: z
      .looseObject({
        lang: z
          .string()
          .nullish()
          .meta({ description: "language a live model is asked in, zh or en; the story's when absent" }),
        model: modelName,
        fps: frameRate.nullish().meta({
          description: 'frames per second of the footage, as 25, 29.97 or "30000/1001"; else the story\'s, else 25',
        }),
        gap_threshold: z
          .number()
          .min(0)
          .max(60)
          .nullish()
          .meta({ description: 'lines closer than this many seconds are one conversation; 1 when absent' }),
      })
      .prefault({}),
  }),
})
