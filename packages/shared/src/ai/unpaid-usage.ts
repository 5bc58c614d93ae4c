import type { AiUsage } from '../contracts/files/narration-script.ts'

/** `ai_total_usage` where nobody was paid; `model` is what results call that. */
export const unpaidUsage = (model: string, timestamp: string): AiUsage => ({
  model_used: model,
  prompt_tokens: 0,
  cached_tokens: 0,
  completion_tokens: 0,
  total_tokens: 0,
  duration_seconds: 0,
  request_count: 0,
  timestamp,
  cost_usd: 0,
  cost_rmb: 0,
})
