/**
 * What a call used, as its provider counts it. `promptTokens` includes `cachedTokens`; `outputTokens` does not include
 * `thinkingTokens`. Voices are counted in `characters`, or in tokens where they are models.
 */
export type Units = {
  promptTokens?: number
  cachedTokens?: number
  thinkingTokens?: number
  outputTokens?: number
  characters?: number
}

/** Latin text has about four bytes a token, CJK text three bytes a character and a little more than one a token. */
const BYTES_PER_TOKEN = 4

/** A guess, for the limiter and for calls whose provider tells no count. */
export const estimateTokens = (...texts: string[]): number =>
  Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / BYTES_PER_TOKEN)
