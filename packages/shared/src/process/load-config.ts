import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Missing or wrong settings, all named in one message before anything starts. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ConfigError'
  }
}

/**
 * The settings of a schema, taken from an environment; an empty one counts as absent. `NAME_FILE` names a file that holds
 * the value of `NAME`, as container platforms provide secrets.
 */
const loadSettings = (names: readonly string[], env: Record<string, string | undefined>): Record<string, string> => {
  const given: Record<string, string> = {}
  for (const name of names) {
    const value = env[name]
    const path = env[`${name}_FILE`]
    if (value !== undefined && value.trim() !== '') given[name] = value
    else if (path) {
      const text = loadSecretFile(`${name}_FILE`, path)
      if (text !== '') given[name] = text
    }
  }
  return given
}

const loadSecretFile = (setting: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new ConfigError(`${setting}: the file ${path} cannot be read.`, { cause: error })
  }
}

/** Loads the settings of a schema from an environment (see `loadSettings`). Throws `ConfigError` naming every bad one. */
export const loadConfig = <Schema extends z.ZodObject>(
  schema: Schema,
  env: Record<string, string | undefined>,
): z.output<Schema> => {
  const given = loadSettings(Object.keys(schema.shape), env)
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join('.')
    return given[name] === undefined ? `${name} is missing` : `${name}: ${issue.message}`
  })
  throw new ConfigError(`Some settings are missing or wrong. See .env.example.\n  ${problems.join('\n  ')}`)
}

export const milliseconds = (fallback: number) => z.coerce.number().int().positive().default(fallback)
export const count = (fallback: number) => z.coerce.number().int().positive().default(fallback)
