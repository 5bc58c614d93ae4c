import { readFileSync } from 'node:fs'
import type { CallProvider } from '../call-provider.ts'
import { type GenerateRequest, type LanguageModel, parseJsonAnswer, type Usage } from '../language-model.ts'
import { ProviderError, toTaskError } from '../provider-error.ts'
import type { GeminiSettings } from '../provider-settings.ts'
import { estimateTokens, type Units } from '../usage.ts'
import { type GeminiTurn, makeGeminiClient, projectOfKey } from './gemini-client.ts'
import { toGeminiSchema } from './to-gemini-schema.ts'

const REPAIR = readFileSync(new URL('../repair-prompt.txt', import.meta.url), 'utf8')

const addUsage = (usage: Usage, units: Units): Usage => ({
  promptTokens: usage.promptTokens + (units.promptTokens ?? 0),
  cachedTokens: usage.cachedTokens + (units.cachedTokens ?? 0),
  thinkingTokens: usage.thinkingTokens + (units.thinkingTokens ?? 0),
  outputTokens: usage.outputTokens + (units.outputTokens ?? 0),
})
const PROVIDER = 'gemini'

const NO_USAGE: Usage = { promptTokens: 0, cachedTokens: 0, thinkingTokens: 0, outputTokens: 0 }

/** The turns that show the model its own answer and the problems with it. */
const toRepair = (answer: string, problems: string): GeminiTurn[] => [
  { role: 'model', text: answer },
  { role: 'user', text: REPAIR.replace('{problems}', () => problems) },
]

/**
 * Gemini for one payer, by the name of one of its models. If an answer does not fit its schema, the model is asked once
 * to correct it, with a list of the problems; that is a second paid call. If the answer still does not fit, the request
 * fails as `llm_failed`.
 */
export const makeGeminiModel = (
  settings: GeminiSettings,
  apiKey: string,
  random: () => number = Math.random,
): ((callProvider: CallProvider, model: string) => LanguageModel) => {
  const client = makeGeminiClient(settings, apiKey)
  const project = projectOfKey(apiKey)

  const generate = async <T>(
    callProvider: CallProvider,
    model: string,
    request: GenerateRequest<T>,
    signal: AbortSignal,
  ) => {
    const called = { provider: PROVIDER, model, operation: 'chat' } as const
    const common = { ...called, project, timeoutMs: settings.GEMINI_TIMEOUT_MS }
    const schema = toGeminiSchema(request.schema)
    const temperature = request.temperature ?? settings.GEMINI_TEMPERATURE
    const maxOutputTokens = request.maxOutputTokens ?? settings.GEMINI_MAX_OUTPUT_TOKENS
    const ask = (turns: GeminiTurn[]) => {
      const prompt = { model, system: request.system, turns, schema, temperature, maxOutputTokens }
      const promptTokens = estimateTokens(request.system, JSON.stringify(schema), ...turns.map(({ text }) => text))
      const call = {
        ...common,
        stepKey: request.name,
        estimate: { promptTokens, outputTokens: maxOutputTokens },
        send: async (own: AbortSignal) => {
          const { text, units } = await client.generate(prompt, own)
          return { value: text, units }
        },
      }
      return callProvider(call, signal)
    }
    const asked: GeminiTurn[] = [{ role: 'user', text: request.prompt }]
    const first = await ask(asked)
    const read = parseJsonAnswer(first.value, request.schema)
    const usage = addUsage(NO_USAGE, first.units)
    if (read.ok) return { value: read.value, usage }
    const second = await ask([...asked, ...toRepair(first.value, read.problems)])
    const repaired = parseJsonAnswer(second.value, request.schema)
    if (repaired.ok) return { value: repaired.value, usage: addUsage(usage, second.units) }
    throw toTaskError(new ProviderError('unusable', repaired.problems), called, random)
  }

  return (callProvider, model) => ({
    provider: PROVIDER,
    model,
    generate: (request, signal) => generate(callProvider, model, request, signal),
  })
}
