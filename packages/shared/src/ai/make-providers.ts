import type { Kysely } from 'kysely'
import type { AiUsage } from '../contracts/files/narration-script.ts'
import type { Database } from '../ledger/database.ts'
import { ConfigError } from '../process/load-config.ts'
import type { Logger } from '../process/logger.ts'
import { type CallProvider, makeCallProvider } from './call-provider.ts'
import { makeGeminiEmbedder } from './gemini/make-gemini-embedder.ts'
import { makeGeminiModel } from './gemini/make-gemini-model.ts'
import type { Embedder, LanguageModel } from './language-model.ts'
import { loadPricing } from './load-pricing.ts'
import { loadProviderLimits } from './load-provider-limits.ts'
import type { Payer } from './provider-call.ts'
import type { GeminiSettings, ProviderSettings } from './provider-settings.ts'
import { sumTaskUsage } from './usage.ts'

/** The paid providers of a service. Each function binds one to the task that pays. */
export type Providers = {
  /** For adapters of a service itself, such as voices. */
  callProvider(payer: Payer): CallProvider
  /** Whether a model has a price and limits. Models without them are never called. */
  canCall(provider: string, model: string): boolean
  /**
   * Null without `GOOGLE_API_KEY`, and offline. The model is the one `asked` for if it has a price and limits, otherwise
   * `GEMINI_MODEL`: see `noteOtherModel`.
   */
  languageModel: ((payer: Payer, asked?: string | null) => LanguageModel) | null
  embedder: ((payer: Payer) => Embedder) | null
  /** `ai_total_usage` of a task's result; `model` is the name of the model in it. */
  usageOf(taskId: number, model: string): Promise<AiUsage>
}

/** A model, by the names in the lists of prices and limits. */
export type PricedModel = { provider: string; model: string }

type Settings = ProviderSettings & GeminiSettings & { AI_MODE: 'auto' | 'live' | 'offline' }

/**
 * Made once per process. Throws `ConfigError` if a list cannot be read, or has no price or no limit for a model that will
 * be called: Gemini's models and `others`.
 */
export const makeProviders = (
  deps: { db: Kysely<Database>; log: Logger },
  settings: Settings,
  others: readonly PricedModel[] = [],
): Providers => {
  const pricing = loadPricing(settings.PROVIDER_PRICING)
  const limits = loadProviderLimits(settings.PROVIDER_LIMITS, settings.PROVIDER_TIER)
  const budget = { taskUsd: settings.BUDGET_TASK_USD, organizationDayUsd: settings.BUDGET_ORGANIZATION_DAY_USD }
  const callProvider = makeCallProvider({ ...deps, pricing, limits, budget })
  const usageOf = (taskId: number, model: string) =>
    sumTaskUsage(deps.db, taskId, { model, rmbPerUsd: pricing.rmbPerUsd })
  const requireListed = ({ provider, model }: PricedModel): void => {
    pricing.costUsd(provider, model, {}, new Date())
    limits(provider, model)
  }
  const canCall = (provider: string, model: string): boolean => {
    try {
      requireListed({ provider, model })
      return true
    } catch (error) {
      if (error instanceof ConfigError) return false
      throw error
    }
  }
  others.forEach(requireListed)
  const apiKey = settings.AI_MODE === 'offline' ? undefined : settings.GOOGLE_API_KEY
  if (!apiKey) return { callProvider, canCall, languageModel: null, embedder: null, usageOf }
  for (const model of [settings.GEMINI_MODEL, settings.GEMINI_EMBEDDING_MODEL])
    requireListed({ provider: 'gemini', model })
  // Embedding models have no price for output, since they write none.
  const canWrite = (model: string) =>
    canCall('gemini', model) && pricing.costUsd('gemini', model, { outputTokens: 1 }, new Date()) > 0
  const model = makeGeminiModel(settings, apiKey)
  const embedder = makeGeminiEmbedder(settings, apiKey)
  return {
    callProvider,
    canCall,
    languageModel: (payer, asked) =>
      model(callProvider(payer), asked && canWrite(asked) ? asked : settings.GEMINI_MODEL),
    embedder: (payer) => embedder(callProvider(payer)),
    usageOf,
  }
}
