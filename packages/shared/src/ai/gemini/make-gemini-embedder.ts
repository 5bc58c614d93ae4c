import type { CallProvider } from '../call-provider.ts'
import type { Embedder, EmbeddingTask } from '../language-model.ts'
import type { GeminiSettings } from '../provider-settings.ts'
import { estimateTokens } from '../usage.ts'
import { makeGeminiClient, projectOfKey } from './gemini-client.ts'

/** The most texts of one `batchEmbedContents` request. */
const BATCH_SIZE = 100

/** Only vectors of the model's full size already have length 1. */
const normalise = (vector: number[]): number[] => {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map((value) => value / length)
}

/** Gemini's embeddings for one payer, in sequential batches. */
export const makeGeminiEmbedder = (
  settings: GeminiSettings,
  apiKey: string,
): ((callProvider: CallProvider) => Embedder) => {
  const client = makeGeminiClient(settings, apiKey)
  const common = {
    provider: 'gemini',
    model: settings.GEMINI_EMBEDDING_MODEL,
    operation: 'embeddings',
    project: projectOfKey(apiKey),
    timeoutMs: settings.GEMINI_TIMEOUT_MS,
  } as const

  const embed = async (
    callProvider: CallProvider,
    texts: readonly string[],
    task: EmbeddingTask,
    signal: AbortSignal,
  ) => {
    const vectors: number[][] = []
    let promptTokens = 0
    for (let start = 0; start < texts.length; start += BATCH_SIZE) {
      const batch = texts.slice(start, start + BATCH_SIZE)
      const estimate = { promptTokens: batch.reduce((sum, text) => sum + estimateTokens(text), 0) }
      const send = async (own: AbortSignal) => {
        const answer = await client.embed(batch, task, own)
        return { value: answer.vectors, units: answer.units }
      }
      const { value, units } = await callProvider({ ...common, stepKey: `embed ${task}`, estimate, send }, signal)
      vectors.push(...value.map(normalise))
      promptTokens += units.promptTokens ?? 0
    }
    return { vectors, usage: { promptTokens, cachedTokens: 0, thinkingTokens: 0, outputTokens: 0 } }
  }

  return (callProvider) => ({
    provider: common.provider,
    model: common.model,
    dimensions: settings.GEMINI_EMBEDDING_DIMENSIONS,
    embed: (texts, task, signal) => embed(callProvider, texts, task, signal),
  })
}
