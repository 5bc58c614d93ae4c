import { readFile } from 'node:fs/promises'
import { jsonPath } from '@vss/shared/artifacts/json-input.ts'
import { ConfigError } from '@vss/shared/process/load-config.ts'
import { parse } from 'yaml'
import { type DubbingTemplates, dubbingTemplates } from './template.ts'

/** Checks the text of a template file. Throws `ConfigError` naming the file and every wrong path in it. */
export const parseTemplates = (text: string, path: string): DubbingTemplates => {
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw new ConfigError(`${path} is not valid YAML: ${(error as Error).message}`)
  }
  const parsed = dubbingTemplates.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${jsonPath(issue.path)}: ${issue.message}`)
  throw new ConfigError(`${path} is wrong:\n  ${problems.join('\n  ')}`)
}

export const loadTemplates = async (path: string): Promise<DubbingTemplates> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`The dubbing templates cannot be read: ${(error as Error).message}`)
  }
  return parseTemplates(text, path)
}
