import { z } from 'zod'
import { count, milliseconds } from '../../process/load-config.ts'

const THRESHOLDS = ['BLOCK_NONE', 'BLOCK_ONLY_HIGH', 'BLOCK_MEDIUM_AND_ABOVE', 'BLOCK_LOW_AND_ABOVE'] as const

/** Settings of a service that uses Gemini. Without `GOOGLE_API_KEY` it has none. */
export const geminiSettings = z.object({
  GOOGLE_API_KEY: z.string().optional(),
  GEMINI_MODEL: z.string().default('gemini-3.8-flash'),
  GEMINI_EMBEDDING_MODEL: z.string().default('gemini-embedding-001'),
  /** The model puts what matters most into the first numbers: 768 of its 3,072 lose little. */
  GEMINI_EMBEDDING_DIMENSIONS: count(768),
  GEMINI_BASE_URL: z.url().default('https://generativelanguage.googleapis.com'),
  /** Absent: the model's own, which Google recommends for its newer models. */
  GEMINI_TEMPERATURE: z.coerce.number().min(0).max(2).optional(),
  /** Of `GEMINI_MODEL`. Absent: the model's own. */
  GEMINI_THINKING_LEVEL: z.enum(['low', 'medium', 'high']).optional(),
  /** Thinking included. An answer that needs more is cut off, and useless. */
  GEMINI_MAX_OUTPUT_TOKENS: count(16_384),
  /** Fiction has violence and quarrels: only what is most likely harmful is blocked. */
  GEMINI_SAFETY: z.enum(THRESHOLDS).default('BLOCK_ONLY_HIGH'),
  /** A long answer of a thinking model takes a minute or two. */
  GEMINI_TIMEOUT_MS: milliseconds(180_000),
})
export type GeminiSettings = z.output<typeof geminiSettings>
