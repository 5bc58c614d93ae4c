/** Everything that decides how a take sounds, apart from its words. A take is cached under the hash of these. */
export type VoiceSettings = {
  provider: string
  model: string
  /** The provider's name of the voice; with CosyVoice the `id` of a reference clip. */
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

/** One text to speak. */
export type SpeechRequest = VoiceSettings & {
  /** Its name in the ledger and in spans, such as `take 12`: never text of a user. */
  name: string
  text: string
  /** How to say it, in words. Voices that take no direction ignore it. */
  instruct: string
  signal: AbortSignal
}
