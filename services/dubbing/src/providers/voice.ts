/** What decides how a take sounds, apart from its words. */
export type VoiceSettings = {
  provider: string
  model: string
  /** In the provider's words; of CosyVoice the `id` of a reference clip. */
  voice: string
  /** Language without region: `zh`, `en`, … */
  language: string
  /** In the provider's unit: a factor (1 is normal) for services, words a minute for espeak-ng. */
  rate: number
  /** 0–99; only espeak-ng has it. */
  pitch?: number
  /** How a voice is replicated; only CosyVoice has it. */
  mode?: string
}

export type SpeechRequest = VoiceSettings & {
  /** What the ledger and spans call it, such as `take 12`: never text of a user. */
  name: string
  text: string
  /** How to say it, in words; voices without direction ignore it. */
  instruct: string
  signal: AbortSignal
}

/**
 * A provider of speech. Answers a whole WAV file; throws `AppError`, `RetryLaterError` where the task should be parked,
 * or the signal's reason once aborted.
 */
export type Voice = { synthesize(request: SpeechRequest): Promise<{ wav: Buffer }> }

/** A voice that is paid, for one caller: its calls count for that task and organisation. */
export type LiveVoice = Voice & {
  /** False for a model without a price or limits, which is never called. */
  canSpeak(settings: VoiceSettings): boolean
  /** Whether it follows a direction. */
  hearsDirection(settings: VoiceSettings): boolean
}

export type LiveProvider = 'google_tts' | 'aliyun_paieas'

/** The voices a task has: live ones whose credentials are present, and the offline one unless it is switched off. */
export type Voices = { live: Partial<Record<LiveProvider, LiveVoice>>; offline: Voice | null }
