import type { Providers } from '@vss/shared/ai/make-providers.ts'
import type { Payer } from '@vss/shared/ai/provider-call.ts'
import { obtainPart, type TakeCache } from '../cache/take-cache.ts'
import { makeChunkedVoice, type PaidCalls } from './chunked-voice.ts'
import type { LiveVoice, Speaker, Voice, VoiceReference, Voices } from './voice-provider.ts'
import { type LiveVoiceSettings, liveProviders } from './voice-providers.ts'

/** The open speech services, by provider. */
export type Speakers = Record<string, Speaker>

type Settings = LiveVoiceSettings & { AI_MODE: 'auto' | 'live' | 'offline' }

/**
 * Opens the live providers whose settings are given. Each stands for itself: `problems` says what keeps one out. Offline
 * there are none.
 */
export const openSpeakers = async (
  settings: Settings,
  references: readonly VoiceReference[],
): Promise<{ speakers: Speakers; problems: string[] }> => {
  const speakers: Speakers = {}
  const problems: string[] = []
  if (settings.AI_MODE === 'offline') return { speakers, problems }
  for (const provider of liveProviders) {
    const { speaker, problem } = await provider.open(settings, references)
    if (speaker) speakers[provider.name] = speaker
    if (problem) problems.push(problem)
  }
  return { speakers, problems }
}

/** Makes the voices of one task: every call of a live one is paid for that task. */
export const makeVoicesFor =
  (
    speakers: Speakers,
    offline: Voice | null,
    { callProvider, canCall }: Pick<Providers, 'callProvider' | 'canCall'>,
    cache: TakeCache,
  ) =>
  (task: Payer): Voices => {
    const paid: PaidCalls = {
      callProvider: callProvider(task),
      canCall,
      obtainPart: (part, speak) => obtainPart(cache, task.orgId, part, speak),
    }
    const live: Record<string, LiveVoice> = {}
    for (const [name, speaker] of Object.entries(speakers)) live[name] = makeChunkedVoice(speaker, paid)
    return { live, offline }
  }
