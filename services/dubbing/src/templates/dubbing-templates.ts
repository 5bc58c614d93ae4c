import { readFile } from 'node:fs/promises'
import type { PricedModel } from '@vss/shared/ai/make-providers.ts'
import { jsonPath } from '@vss/shared/artifacts/json-input.ts'
import { ConfigError } from '@vss/shared/process/load-config.ts'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Speaker } from '../providers/voice-provider.ts'
import { liveProviders, offlineProvider, providerOf } from '../providers/voice-providers.ts'

const [firstProvider, ...otherProviders] = liveProviders
const template = z.discriminatedUnion('provider', [
  firstProvider.template,
  ...otherProviders.map((provider) => provider.template),
])

/** `conf/dubbing_templates.yaml`. */
const dubbingTemplates = z.strictObject({
  templates: z.record(z.string().min(1), template),
  offline: offlineProvider.voices,
})

export type DubbingTemplates = z.output<typeof dubbingTemplates>

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

/** The models that the templates speak with where their provider is open, by the names that prices and limits have. */
export const listModels = ({ templates }: DubbingTemplates, speakers: Record<string, Speaker>): PricedModel[] =>
  Object.values(templates).flatMap((template) => {
    const { provider, model } = template
    const asked = { voice: null, speakingRate: null, speed: null }
    const settings = providerOf(template).settingsFor(template, asked)
    const billed = speakers[provider]?.billedModel({ provider, model, language: '', ...settings })
    return billed === undefined ? [] : [{ provider, model: billed }]
  })
