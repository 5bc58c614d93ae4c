import { ProviderError, type ProviderFailure } from '@vss/shared/ai/provider-error.ts'

/** There was no connection: nothing was sent. */
const NEVER_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']
/** PAI-EAS answers 450 when its queue is full: https://help.aliyun.com/zh/pai/user-guide/status-code-reference */
const BUSY_STATUSES = [429, 450]
/** A proxy stopped waiting: the service may still be working. */
const GAVE_UP_STATUSES = [408, 499, 504]
const MAX_DETAIL = 200

const failureOf = (status: number): ProviderFailure => {
  if (BUSY_STATUSES.includes(status)) return 'rate_limited'
  if (GAVE_UP_STATUSES.includes(status)) return 'unknown'
  if (status === 401 || status === 403) return 'unauthorised'
  return status >= 500 ? 'unavailable' : 'refused'
}

/** Undefined when the text is not JSON. */
const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `Retry-After` is seconds or a date. */
const parseRetryMs = (header: string | null): number | null => {
  if (!header) return null
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

/** An HTTP status outside 200–299. */
export class HttpError extends ProviderError {
  readonly status: number

  constructor(status: number, detail: string, retryAfterMs: number | null) {
    super(failureOf(status), `HTTP ${status}: ${detail}`.slice(0, MAX_DETAIL), { retryAfterMs })
    this.name = 'HttpError'
    this.status = status
  }
}

/** The body of an error answer. It may repeat the request, so `secrets` are removed, in plain and in JSON spelling. */
const wordsOf = (body: string, secrets: readonly string[]): string => {
  const words = JSON.stringify(parseJson(body)) ?? body
  const spelt = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [JSON.stringify(secret).slice(1, -1), secret])
  return spelt.reduce((text, secret) => text.replaceAll(secret, '…'), words)
}

const wasSent = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : null
  const code = cause instanceof Error && 'code' in cause ? cause.code : null
  return !NEVER_SENT.includes(String(code))
}

type Sending = { timeoutMs: number; signal: AbortSignal; secrets: readonly string[] }

/**
 * Sends one request and answers the body. Throws `HttpError` for an error status; `ProviderError` `unavailable` when
 * nothing was sent, `unknown` when the connection broke or no whole answer came within `timeoutMs`; once aborted, the
 * signal's reason. No error contains a text of `secrets`.
 */
export const sendForBytes = async (
  url: string,
  init: Omit<RequestInit, 'signal'>,
  { timeoutMs, signal, secrets }: Sending,
): Promise<Buffer> => {
  signal.throwIfAborted()
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, timeout]) })
    const body = Buffer.from(await response.arrayBuffer())
    const retryMs = parseRetryMs(response.headers.get('retry-after'))
    if (!response.ok) throw new HttpError(response.status, wordsOf(body.toString('utf8'), secrets), retryMs)
    return body
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ProviderError) throw error
    if (timeout.aborted) throw new ProviderError('unknown', `no answer within ${timeoutMs / 1000} s`)
    const detail = error instanceof Error ? `${error.message}: ${error.cause ?? ''}` : String(error)
    throw new ProviderError(wasSent(error) ? 'unknown' : 'unavailable', detail.slice(0, MAX_DETAIL), { cause: error })
  }
}

/** The same for an answer of JSON. Throws `ProviderError` `unusable` when it is not JSON. */
export const sendForJson = async (
  url: string,
  init: Omit<RequestInit, 'signal'>,
  sending: Sending,
): Promise<unknown> => {
  const answer = parseJson(new TextDecoder().decode(await sendForBytes(url, init, sending)))
  if (answer === undefined) throw new ProviderError('unusable', 'the answer is not JSON')
  return answer
}
