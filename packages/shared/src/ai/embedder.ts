import type { Usage } from './language-model.ts'

/** Texts are embedded for what they are used as: the text that is searched, or the question. */
export type EmbeddingTask = 'document' | 'query'

export type Embedder = {
  provider: string
  model: string
  dimensions: number
  /** One vector of length 1 per text, in their order. Throws as `LanguageModel.generate` does, with `rag_failed`. */
  embed(
    texts: readonly string[],
    task: EmbeddingTask,
    signal: AbortSignal,
  ): Promise<{ vectors: number[][]; usage: Usage }>
}
