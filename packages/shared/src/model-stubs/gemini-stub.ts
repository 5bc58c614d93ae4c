import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { GeminiSchema } from '../ai/gemini/to-gemini-schema.ts'
import { portOf } from '../local/free-port.ts'
import { makeSeededRandom } from '../story-generator/seeded-random.ts'
import { answerFromSchema, embedText, type StubHandler, type StubPrompt } from './gemini-stub-answer.ts'
import { checkEmbed, checkGenerate, checkKey, type Refusal } from './gemini-stub-check.ts'

export type GeminiFault =
  /** 429 of the limit per minute; without `retryDelay` there is no RetryInfo. */
  | { kind: 'rate_limited'; retryDelay?: string }
  /** 429 of the daily quota, with the RetryInfo of some seconds that Google sends with it. */
  | { kind: 'quota_exhausted' }
  | { kind: 'error'; status: number }
  /** Never answers; the work is billed. */
  | { kind: 'hang' }
  /** Breaks the connection, before the work or after doing and billing it. */
  | { kind: 'reset'; billed: boolean }
  | { kind: 'fenced' | 'truncated' | 'wrong_shape' | 'max_tokens' | 'blocked_prompt' | 'blocked_answer' }

export type GeminiBill = {
  model: string
  task: 'generate' | 'embed'
  /** `ok`, or the kind of the fault, or `refused`. */
  outcome: string
  promptTokens: number
  cachedTokens: number
  thinkingTokens: number
  outputTokens: number
  usd: number
  /** When the request came, by `performance.now()`. */
  atMs: number
}

export type GeminiStub = {
  url: string
  apiKey: string
  /** Every request that came, in order. */
  bills: readonly GeminiBill[]
  /** The bodies of those requests. */
  bodies: readonly unknown[]
  billedUsd(): number
  /** The next requests get these faults, one each; null is none. */
  plan(...faults: (GeminiFault | null)[]): void
  /** From now on this share of the other requests fails with 500. */
  storm(rate: number): void
  close(): Promise<void>
}

export type GeminiStubOptions = {
  answer?: StubHandler
  latencyMs?: number
  /** The share of the prompt's tokens that counts as cached. */
  cachedShare?: number
  thinkingTokens?: number
  seed?: number
}

/** US dollars per million tokens. Deliberately separate from conf/pricing.yaml. */
const PRICES: Record<string, { upTo: number; input: number; cached: number; output: number }[]> = {
  'gemini-3.8-flash': [{ upTo: Number.POSITIVE_INFINITY, input: 0.75, cached: 0.075, output: 3.75 }],
  'gemini-3.1-pro-preview': [
    { upTo: 200_000, input: 2, cached: 0.2, output: 12 },
    { upTo: Number.POSITIVE_INFINITY, input: 4, cached: 0.4, output: 18 },
  ],
  'gemini-embedding-001': [{ upTo: Number.POSITIVE_INFINITY, input: 0.15, cached: 0.15, output: 0 }],
}
/** The tokenizer of this server. Embeddings are counted text by text. */
const countTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4)

type Tokens = Pick<GeminiBill, 'promptTokens' | 'cachedTokens' | 'thinkingTokens' | 'outputTokens'>
const NOTHING: Tokens = { promptTokens: 0, cachedTokens: 0, thinkingTokens: 0, outputTokens: 0 }

const priceOf = (model: string, tokens: Tokens): number => {
  const tier = PRICES[model]?.find(({ upTo }) => tokens.promptTokens <= upTo)
  if (!tier) throw new Error(`the stub has no price for ${model}`)
  const fresh = tokens.promptTokens - tokens.cachedTokens
  const written = tokens.outputTokens + tokens.thinkingTokens
  return (fresh * tier.input + tokens.cachedTokens * tier.cached + written * tier.output) / 1e6
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body))
}
const errorInfo = (reason: string) => ({
  '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
  reason,
  domain: 'googleapis.com',
})
const sendError = (response: ServerResponse, refusal: Refusal, given?: unknown[]): void => {
  const { status, code, message, reason } = refusal
  const details = given ?? (reason && [errorInfo(reason)])
  sendJson(response, status, { error: { code: status, message, status: code, ...(details && { details }) } })
}

const EXHAUSTED = { status: 429, code: 'RESOURCE_EXHAUSTED', message: 'You exceeded your current quota.' }
const retryInfo = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })
const quotaFailure = (quotaId: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaMetric: 'generativelanguage.googleapis.com/generate_content_requests', quotaId }],
})

const sendExhausted = (response: ServerResponse, fault: GeminiFault): void => {
  if (fault.kind === 'quota_exhausted') {
    const quota = quotaFailure('GenerateRequestsPerDayPerProjectPerModel')
    sendError(response, EXHAUSTED, [quota, retryInfo('31.5s')])
    return
  }
  const delay = fault.kind === 'rate_limited' ? fault.retryDelay : undefined
  const quota = quotaFailure('GenerateRequestsPerMinutePerProjectPerModel')
  sendError(response, EXHAUSTED, delay === undefined ? [quota] : [quota, retryInfo(delay)])
}

type GenerateBody = {
  contents: { role?: string; parts: { text: string }[] }[]
  systemInstruction?: { parts: { text: string }[] }
  generationConfig?: { responseSchema?: GeminiSchema }
}
type EmbedBody = { requests: { content: { parts: { text: string }[] }; outputDimensionality?: number }[] }

const textOf = (content: { parts: { text: string }[] } | undefined): string =>
  content?.parts.map(({ text }) => text).join('') ?? ''

const FULL_DIMENSIONS = 3072

/** The answer to one request, and its billed tokens. */
type Work = { tokens: Tokens; body: unknown }

const doEmbed = (body: EmbedBody): Work => {
  const texts = body.requests.map(({ content }) => textOf(content))
  const embeddings = texts.map((text, index) => ({
    values: embedText(text, body.requests[index]?.outputDimensionality ?? FULL_DIMENSIONS),
  }))
  const promptTokens = texts.reduce((sum, text) => sum + countTokens(text), 0)
  return { tokens: { ...NOTHING, promptTokens }, body: { embeddings } }
}

const spoil = (text: string, kind: GeminiFault['kind'] | 'ok'): string => {
  if (kind === 'fenced') return `\`\`\`json\n${text}\n\`\`\``
  if (kind === 'truncated' || kind === 'max_tokens') return text.slice(0, Math.ceil(text.length / 2))
  if (kind === 'wrong_shape') return '{"unexpected":true}'
  return text
}

const doGenerate = (
  model: string,
  body: GenerateBody,
  kind: GeminiFault['kind'] | 'ok',
  options: GeminiStubOptions,
): Work => {
  const schema = body.generationConfig?.responseSchema ?? { type: 'string' }
  const turns = body.contents.map((content) => ({ role: content.role ?? 'user', text: textOf(content) }))
  const prompt: StubPrompt = { model, system: textOf(body.systemInstruction), turns }
  const promptTokens = countTokens(prompt.system + turns.map(({ text }) => text).join(''))
  const cachedTokens = Math.floor(promptTokens * (options.cachedShare ?? 0))
  if (kind === 'blocked_prompt') {
    const tokens = { ...NOTHING, promptTokens, cachedTokens }
    return { tokens, body: { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: toUsage(tokens) } }
  }
  const text = spoil(JSON.stringify((options.answer ?? answerFromSchema)(schema, prompt)), kind)
  const tokens = {
    promptTokens,
    cachedTokens,
    thinkingTokens: options.thinkingTokens ?? 32,
    outputTokens: kind === 'blocked_answer' ? 0 : countTokens(text),
  }
  const content = { role: 'model', parts: [{ text }] }
  const candidate = {
    ok: { content, finishReason: 'STOP' },
    max_tokens: { content, finishReason: 'MAX_TOKENS' },
    blocked_answer: { finishReason: 'SAFETY' },
  }[kind === 'max_tokens' || kind === 'blocked_answer' ? kind : 'ok']
  return { tokens, body: { candidates: [{ index: 0, ...candidate }], usageMetadata: toUsage(tokens) } }
}

const toUsage = (tokens: Tokens) => ({
  promptTokenCount: tokens.promptTokens,
  ...(tokens.cachedTokens > 0 && { cachedContentTokenCount: tokens.cachedTokens }),
  ...(tokens.outputTokens > 0 && { candidatesTokenCount: tokens.outputTokens }),
  ...(tokens.thinkingTokens > 0 && { thoughtsTokenCount: tokens.thinkingTokens }),
  totalTokenCount: tokens.promptTokens + tokens.outputTokens + tokens.thinkingTokens,
})

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return null
  }
}

const ROUTE = /^\/v1beta\/models\/([\w.-]+):(generateContent|batchEmbedContents)$/
const NO_ROUTE: Refusal = { status: 404, code: 'NOT_FOUND', message: 'Requested entity was not found.' }

/**
 * A server with Gemini's protocol: `generateContent` and `batchEmbedContents` of v1beta. It refuses fields that the
 * documentation does not list, produces planned faults, and bills by its own price list.
 */
export const openGeminiStub = async (options: GeminiStubOptions = {}): Promise<GeminiStub> => {
  const apiKey = 'stub-key-0123456789'
  const bills: GeminiBill[] = []
  const bodies: unknown[] = []
  const planned: (GeminiFault | null)[] = []
  const random = makeSeededRandom(options.seed ?? 1)
  let stormRate = 0
  const nextFault = (): GeminiFault | null => {
    if (planned.length > 0) return planned.shift() ?? null
    return random.chance(stormRate) ? { kind: 'error', status: 500 } : null
  }

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const atMs = performance.now()
    const body = await readBody(request)
    const route = ROUTE.exec(request.url ?? '')
    const [, model = '', verb] = route ?? []
    const task = verb === 'batchEmbedContents' ? 'embed' : 'generate'
    const bill = (outcome: string, tokens = NOTHING) =>
      bills.push({ model, task, outcome, ...tokens, usd: tokens === NOTHING ? 0 : priceOf(model, tokens), atMs })
    bodies.push(body)
    const refusal =
      checkKey(request.headers['x-goog-api-key'] as string | undefined, apiKey) ??
      (route && PRICES[model] ? null : NO_ROUTE) ??
      (task === 'embed' ? checkEmbed(body, model) : checkGenerate(body))
    if (refusal) {
      bill('refused')
      return sendError(response, refusal)
    }
    const fault = nextFault()
    const kind = fault?.kind ?? 'ok'
    if (fault?.kind === 'rate_limited' || fault?.kind === 'quota_exhausted') {
      bill(kind)
      return sendExhausted(response, fault)
    }
    if (fault?.kind === 'error') {
      bill(kind)
      return sendError(response, { status: fault.status, code: 'INTERNAL', message: 'An internal error has occurred.' })
    }
    if (fault?.kind === 'reset' && !fault.billed) {
      bill(kind)
      return void request.socket.destroy()
    }
    const work = task === 'embed' ? doEmbed(body as EmbedBody) : doGenerate(model, body as GenerateBody, kind, options)
    bill(kind, work.tokens)
    if (options.latencyMs) await sleep(options.latencyMs)
    if (kind === 'reset') return void request.socket.destroy()
    if (kind !== 'hang') sendJson(response, 200, work.body)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    apiKey,
    bills,
    bodies,
    billedUsd: () => bills.reduce((sum, { usd }) => sum + usd, 0),
    plan: (...faults) => void planned.push(...faults),
    storm: (rate) => {
      stormRate = rate
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
