import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import {
  type BatchEmbedContentsRequest,
  type Content,
  GoogleGenerativeAI,
  HarmBlockThreshold,
  HarmCategory,
  type ModelParams,
} from '@google/generative-ai'
import type { EmbeddingTask } from '../language-model.ts'
import { ProviderError } from '../provider-error.ts'
import type { GeminiSettings } from '../provider-settings.ts'
import { estimateTokens, type Units } from '../usage.ts'
import type { GeminiSchema } from './to-gemini-schema.ts'
import { toProviderError } from './to-provider-error.ts'

/** Identifies the owner of a key in the ledger without revealing the key: the first 12 hex digits of its SHA-256. */
export const projectOfKey = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex').slice(0, 12)

type Watch = { wasSent: boolean }

const watches = new AsyncLocalStorage<Watch>()
const byRequest = new WeakMap<object, Watch>()

type RequestMessage = { request: object }

// The client library only reports that a fetch failed. Whether the request had been sent decides between "nothing was
// done" and "may have been paid". Only the diagnostics channels of Node's fetch know that.
subscribe('undici:request:create', (message) => {
  const watch = watches.getStore()
  if (watch) byRequest.set((message as RequestMessage).request, watch)
})
subscribe('undici:client:sendHeaders', (message) => {
  const watch = byRequest.get((message as RequestMessage).request)
  if (watch) watch.wasSent = true
})

/** Runs a fetch. On an error, `wasSent` says whether the head of the request had been written to a connection. */
export const watchSending = async <Answer>(
  run: () => Promise<Answer>,
  onError: (error: unknown, wasSent: boolean) => unknown,
): Promise<Answer> => {
  const watch: Watch = { wasSent: false }
  try {
    return await watches.run(watch, run)
  } catch (error) {
    throw onError(error, watch.wasSent)
  }
}

export type GeminiTurn = { role: 'user' | 'model'; text: string }
export type GeminiPrompt = {
  model: string
  system: string
  turns: readonly GeminiTurn[]
  schema: GeminiSchema
  temperature: number | undefined
  maxOutputTokens: number
}

/** Each function makes a single request, without limits or retries. Throws `ProviderError`. */
export type GeminiClient = {
  generate(prompt: GeminiPrompt, signal: AbortSignal): Promise<{ text: string; units: Units }>
  /** The vectors as the model gives them, in the order of the texts. */
  embed(
    texts: readonly string[],
    task: EmbeddingTask,
    signal: AbortSignal,
  ): Promise<{ vectors: number[][]; units: Units }>
}

const CATEGORIES = [
  HarmCategory.HARM_CATEGORY_HARASSMENT,
  HarmCategory.HARM_CATEGORY_HATE_SPEECH,
  HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
  HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
]
const TASK_TYPES = { document: 'RETRIEVAL_DOCUMENT', query: 'RETRIEVAL_QUERY' } as const

/** The answer as it arrives, with fields that the library's types lack. */
type RawAnswer = {
  candidates?: { content?: { parts?: { text?: string; thought?: boolean }[] }; finishReason?: string }[]
  promptFeedback?: { blockReason?: string }
  usageMetadata?: {
    promptTokenCount?: number
    candidatesTokenCount?: number
    cachedContentTokenCount?: number
    thoughtsTokenCount?: number
  }
}

const toUnits = ({ usageMetadata: usage = {} }: RawAnswer): Units => ({
  promptTokens: usage.promptTokenCount ?? 0,
  cachedTokens: usage.cachedContentTokenCount ?? 0,
  thinkingTokens: usage.thoughtsTokenCount ?? 0,
  outputTokens: usage.candidatesTokenCount ?? 0,
})

/** The text of a finished answer. Throws with its usage, because an unusable answer is billed too. */
const parseAnswer = (answer: RawAnswer): string => {
  const units = toUnits(answer)
  const blocked = answer.promptFeedback?.blockReason
  if (blocked) throw new ProviderError('refused', `the request was blocked (${blocked})`, { units })
  const candidate = answer.candidates?.[0]
  const reason = candidate?.finishReason ?? 'no finish reason'
  if (reason === 'MAX_TOKENS') throw new ProviderError('unusable', 'the answer was cut off (MAX_TOKENS)', { units })
  if (reason === 'MALFORMED_FUNCTION_CALL' || reason === 'OTHER' || !candidate)
    throw new ProviderError('unusable', `no answer (${reason})`, { units })
  if (reason !== 'STOP') throw new ProviderError('refused', `the answer was blocked (${reason})`, { units })
  const parts = candidate.content?.parts ?? []
  return parts.map((part) => (part.thought ? '' : (part.text ?? ''))).join('')
}

const toModelParams = (settings: GeminiSettings, prompt: GeminiPrompt): ModelParams => {
  const generationConfig = {
    responseMimeType: 'application/json',
    responseSchema: prompt.schema,
    maxOutputTokens: prompt.maxOutputTokens,
    ...(prompt.temperature === undefined ? {} : { temperature: prompt.temperature }),
    // Only for the configured model: another one may not know the level and refuse the request.
    ...(prompt.model === settings.GEMINI_MODEL &&
      settings.GEMINI_THINKING_LEVEL && { thinkingConfig: { thinkingLevel: settings.GEMINI_THINKING_LEVEL } }),
  }
  return {
    model: prompt.model,
    systemInstruction: prompt.system,
    safetySettings: CATEGORIES.map((category) => ({
      category,
      threshold: HarmBlockThreshold[settings.GEMINI_SAFETY],
    })),
    // The library's types do not contain thinking yet.
    generationConfig: generationConfig as ModelParams['generationConfig'] & object,
  }
}

export const makeGeminiClient = (settings: GeminiSettings, apiKey: string): GeminiClient => {
  const library = new GoogleGenerativeAI(apiKey)
  // The library adds a slash itself.
  const baseUrl = settings.GEMINI_BASE_URL.replace(/\/+$/, '')
  const send = <Answer>(signal: AbortSignal, run: () => Promise<Answer>): Promise<Answer> => {
    // The library does not check whether a signal has already aborted.
    signal.throwIfAborted()
    return watchSending(run, (error, wasSent) => toProviderError(error, wasSent, { apiKey, now: new Date() }))
  }
  return {
    generate: async (prompt, signal) => {
      const model = library.getGenerativeModel(toModelParams(settings, prompt), { baseUrl })
      const contents: Content[] = prompt.turns.map(({ role, text }) => ({ role, parts: [{ text }] }))
      const { response } = await send(signal, () => model.generateContent({ contents }, { signal }))
      const answer = response as RawAnswer
      return { text: parseAnswer(answer), units: toUnits(answer) }
    },
    embed: async (texts, task, signal) => {
      const model = library.getGenerativeModel({ model: settings.GEMINI_EMBEDDING_MODEL }, { baseUrl })
      const requests = texts.map((text) => ({
        content: { role: 'user', parts: [{ text }] },
        taskType: TASK_TYPES[task],
        outputDimensionality: settings.GEMINI_EMBEDDING_DIMENSIONS,
      }))
      const body = { requests } as BatchEmbedContentsRequest
      const { embeddings } = await send(signal, () => model.batchEmbedContents(body, { signal }))
      // Embeddings come without usage.
      const units = { promptTokens: texts.reduce((sum, text) => sum + estimateTokens(text), 0) }
      const vectors = (embeddings ?? []).map(({ values }) => values)
      const isWhole = vectors.length === texts.length
      if (!isWhole || vectors.some((vector) => vector?.length !== settings.GEMINI_EMBEDDING_DIMENSIONS))
        throw new ProviderError('unusable', 'vectors are missing or of another size', { units })
      return { vectors, units }
    },
  }
}
