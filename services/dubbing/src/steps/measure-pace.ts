import type { NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { predictSpeechSec } from '@vss/shared/speech/predict-speech-sec.ts'
import { recordVoicePace } from '@vss/shared/speech/voice-pace.ts'
import type { Kysely } from 'kysely'
import type { VoiceSettings } from '../speech/speech-request.ts'
import type { SpeakingPlan } from './plan-speaking.ts'
import type { RecordedLine } from './record-takes.ts'

/** In shorter texts the pauses around the words say more than the voice does. */
const MIN_PREDICTED_SEC = 1

/** Everything that sets the speed of a voice: the name under which `vss.voice_pace` lists it. */
export const nameVoice = ({ provider, model, voice, rate }: VoiceSettings): string =>
  `${provider}/${model}/${voice}@${rate}`

/** Measured over predicted seconds, of each take that is long enough to tell. */
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

/** Saves how fast the voice spoke: the next narrations of the organisation are planned with it. */
export const saveVoicePace = (
  db: Kysely<Database>,
  orgId: string,
  dubbed: { script: NarrationScriptInput; plan: SpeakingPlan; recorded: readonly RecordedLine[] },
): Promise<void> => {
  const { language, settings } = dubbed.plan
  const narrations = dubbed.script.narration_script.map(({ narration }) => narration)
  const takes = dubbed.recorded.map(({ take }) => take)
  const pace = measurePace(narrations, takes, language)
  return recordVoicePace(db, { orgId, language, voice: nameVoice(settings) }, pace)
}
