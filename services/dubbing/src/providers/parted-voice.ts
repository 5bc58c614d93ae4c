import type { Units } from '@vss/shared/ai/units.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { joinWavs } from '../audio/join-wavs.ts'
import { type Wav, WavError } from '../audio/parse-wav.ts'
import type { SpeechRequest, Voice } from './voice.ts'

/** A service that speaks short texts, one paid request each. A part is a request whose text is one of `split`. */
export type Speaker = {
  /** The texts of the requests that speak a text, in order. Throws 3004 when no request can hold it. */
  split(request: SpeechRequest): string[]
  /** What a part is expected to use, before it is sent. */
  estimate(part: SpeechRequest): Units
  /** Speaks one part, answers checked audio. Throws `ProviderError`, or the signal's reason once aborted. */
  speak(part: SpeechRequest): Promise<{ value: Wav; units: Units }>
}

const join = (parts: readonly Wav[]): Buffer => {
  try {
    return joinWavs(parts)
  } catch (error) {
    if (!(error instanceof WavError)) throw error
    throw new AppError('tts_failed', 'dubbing.take_unreadable', { detail: error.message }, { cause: error })
  }
}

/** A voice that speaks a text in as many requests as it takes, one after the other, and joins them to the sample. */
export const makePartedVoice = (speaker: Pick<Speaker, 'split' | 'speak'>): Voice => ({
  synthesize: async (request) => {
    const parts: Wav[] = []
    for (const text of speaker.split(request)) {
      request.signal.throwIfAborted()
      parts.push((await speaker.speak({ ...request, text })).value)
    }
    return { wav: join(parts) }
  },
})
