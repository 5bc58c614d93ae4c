import { z } from 'zod'

/** A setting that is missing or wrong: said once, by name, before anything starts. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ConfigError'
  }
}

/** Reads settings from an environment; an empty value counts as absent. Throws `ConfigError` naming every bad one. */
export const loadConfig = <Schema extends z.ZodType>(
  schema: Schema,
  env: Record<string, string | undefined>,
): z.output<Schema> => {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
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
