import { predictSpeechSec } from '@vss/shared/speech/predict-speech-sec.ts'
import type { VoiceSettings } from '../providers/voice.ts'

/** Of a word or two the pauses around them say more than the voice. */
const MIN_PREDICTED_SEC = 1

/** What sets the speed of a voice, as `vss.voice_pace` tells voices apart. */
export const nameVoice = ({ provider, model, voice, rate }: VoiceSettings): string =>
  `${provider}/${model}/${voice}@${rate}`

/** Seconds measured over seconds predicted from the narration, of each take that is long enough to tell. */
export const measurePace = (
  narrations: readonly string[],
  takes: readonly { durationMs: number }[],
  language: string,
): number[] =>
  narrations.flatMap((narration, index) => {
    const predictedSec = predictSpeechSec(narration, language)
    const measuredSec = (takes[index]?.durationMs ?? 0) / 1000
    return predictedSec >= MIN_PREDICTED_SEC && measuredSec > 0 ? [measuredSec / predictedSec] : []
  })
