import type { CallProvider } from '@vss/shared/ai/call-provider.ts'
import { joinWavs, type Wav, WavError } from '@vss/shared/audio/wav.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { SpeechRequest } from '../speech/speech-request.ts'
import type { LiveVoice, Speaker } from './voice-provider.ts'

/** How the calls of a voice are paid, for one task. */
export type PaidCalls = {
  callProvider: CallProvider
  canCall(provider: string, model: string): boolean
  /** The audio of a part that was paid for before, else that of `speak`, cached as soon as it has arrived. */
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
 * Makes a voice of a speech service that takes short texts only. A text is spoken in as many requests as it needs, one
 * after the other, and the parts are joined without losing a sample. When a text has failed half-way, only the missing
 * parts are requested again.
 */
export const makeChunkedVoice = (speaker: Speaker, { callProvider, canCall, obtainPart }: PaidCalls): LiveVoice => {
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
