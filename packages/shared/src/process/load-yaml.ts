import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { z } from 'zod'

/** Loads a YAML file that ships with the code, and checks it. A wrong file stops the start, with its path and field. */
export const loadYaml = <Schema extends z.ZodType>(url: URL, schema: Schema): z.output<Schema> => {
  const parsed = schema.safeParse(parse(readFileSync(url, 'utf8')))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Error(`${fileURLToPath(url)}: ${issue?.path.join('.')} ${issue?.message}`)
}
