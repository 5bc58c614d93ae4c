import { loadYaml } from '@vss/shared/process/load-yaml.ts'
import type { z } from 'zod'

/** Loads one word file of a language, `prompts/<lang>/<name>.yaml`. */
export const readWords = <Schema extends z.ZodType>(lang: string, name: string, schema: Schema): z.output<Schema> =>
  loadYaml(new URL(`../../prompts/${lang}/${name}.yaml`, import.meta.url), schema)
