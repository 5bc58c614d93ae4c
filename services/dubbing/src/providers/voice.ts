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
  text: string
  /** How to say it, in words; voices without direction ignore it. */
  instruct: string
  signal: AbortSignal
}

/**
 * A provider of speech. Answers a whole WAV file; throws `tts_failed` or `ProviderError`, or the signal's reason once
 * aborted.
 */
export type Voice = { synthesize(request: SpeechRequest): Promise<{ wav: Buffer }> }

export type LiveProvider = 'google_tts' | 'aliyun_paieas'

/** The voices a process has: live ones whose credentials are present, and the offline one unless it is switched off. */
export type Voices = { live: Partial<Record<LiveProvider, Voice>>; offline: Voice | null }
