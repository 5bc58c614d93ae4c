import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { z } from 'zod'

/** Reads and checks one word file of a language, `prompts/<lang>/<name>.yaml`. A wrong file stops the start. */
export const readWords = <Schema extends z.ZodType>(lang: string, name: string, schema: Schema): z.output<Schema> => {
  const url = new URL(`../../prompts/${lang}/${name}.yaml`, import.meta.url)
  const parsed = schema.safeParse(parse(readFileSync(url, 'utf8')))
  if (parsed.success) return parsed.data
  throw new Error(
    `prompts/${lang}/${name}.yaml: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`,
  )
}
