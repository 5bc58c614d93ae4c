import type { z } from 'zod'
import { cosyVoice } from './cosyvoice/cosyvoice.ts'
import { espeak } from './espeak.ts'
import { googleVoices } from './google/google-voices.ts'
import type { VoiceProvider } from './voice-provider.ts'

/** Every provider that is paid. A new one is added here; settings, templates and the questions of the shell follow. */
export const liveProviders = [googleVoices, cosyVoice] as const

/** Speaks without an account. */
export const offlineProvider = espeak

type Intersection<Union> = (Union extends unknown ? (value: Union) => void : never) extends (value: infer All) => void
  ? All
  : never
type LiveShape = Intersection<(typeof liveProviders)[number]['settings']>
export type LiveVoiceSettings = z.output<z.ZodObject<LiveShape>>

/** The environment variables of all providers. */
export const voiceSettings: LiveShape & typeof offlineProvider.settings = Object.assign(
  {},
  ...[...liveProviders, offlineProvider].map(({ settings }) => settings),
)

const byName: ReadonlyMap<string, VoiceProvider> = new Map(liveProviders.map((provider) => [provider.name, provider]))

/** The provider that a template names. */
export const providerOf = ({ provider: name }: { provider: string }): VoiceProvider => {
  const provider = byName.get(name)
  if (!provider) throw new Error(`there is no voice provider ${name}`)
  return provider
}
