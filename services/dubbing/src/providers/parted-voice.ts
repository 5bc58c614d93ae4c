import type { CallProvider } from '@vss/shared/ai/call-provider.ts'
import type { Units } from '@vss/shared/ai/usage.ts'
import { joinWavs, type Wav, WavError } from '@vss/shared/audio/wav.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { LiveProvider, LiveVoice, SpeechRequest, VoiceSettings } from './voice.ts'

/** A service that speaks short texts, one paid request each. A part is a request whose text is one of `split`. */
export type Speaker = {
  provider: LiveProvider
  /** Whose quota is used: never a key. */
  project: string
  /** The longest that one `speak` takes. */
  timeoutMs: number
  /** What prices and limits call the model that speaks. */
  billedModel(settings: VoiceSettings): string
  hearsDirection(settings: VoiceSettings): boolean
  /** The texts of the requests that speak a text, in order. Throws 3004 when no request can hold it. */
  split(request: SpeechRequest): string[]
  /** What a part is expected to use, before it is sent. */
  estimate(part: SpeechRequest): Units
  /** Speaks one part, answers checked audio. Throws `ProviderError`, or the signal's reason once aborted. */
  speak(part: SpeechRequest): Promise<{ value: Wav; units: Units }>
}

/** What a voice needs to be paid for one task. */
export type Paying = {
  callProvider: CallProvider
  canCall(provider: string, model: string): boolean
  /** The audio of a part that was paid before, else that of `speak`, kept as soon as it is there. */
  obtainPart(part: SpeechRequest, speak: () => Promise<Wav>): Promise<Wav>
}

const join = (parts: readonly Wav[]): Buffer => {
  try {
    return joinWavs(parts)
  } catch (error) {
    if (!(error instanceof WavError)) throw error
    throw new AppError('tts_failed', 'dubbing.take_unreadable', { detail: error.message }, { cause: error })
  }
}

/**
 * A voice that speaks a text in as many requests as it takes, one after the other, and joins them to the sample. Of a
 * text that failed half-way, only the missing parts are asked for again.
 */
export const makePartedVoice = (speaker: Speaker, { callProvider, canCall, obtainPart }: Paying): LiveVoice => {
  const { provider, project, timeoutMs } = speaker
  const call = async (part: SpeechRequest): Promise<Wav> => {
    const asked = {
      provider,
      model: speaker.billedModel(part),
      project,
      operation: 'text_to_speech' as const,
      stepKey: part.name,
      estimate: speaker.estimate(part),
      timeoutMs,
      send: (signal: AbortSignal) => speaker.speak({ ...part, signal }),
    }
    return (await callProvider(asked, part.signal)).value
  }
  return {
    canSpeak: (settings) => canCall(provider, speaker.billedModel(settings)),
    hearsDirection: (settings) => speaker.hearsDirection(settings),
    synthesize: async (request) => {
      const texts = speaker.split(request)
      const parts: Wav[] = []
      for (const [index, text] of texts.entries()) {
        request.signal.throwIfAborted()
        const name = texts.length > 1 ? `${request.name} part ${index + 1}` : request.name
        const part = { ...request, name, text }
        parts.push(await obtainPart(part, () => call(part)))
      }
      return { wav: join(parts) }
    },
  }
}
