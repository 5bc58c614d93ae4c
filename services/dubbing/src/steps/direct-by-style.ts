import type { NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { fillSlots } from '@vss/shared/errors/sentence.ts'
import { cleanForSpeech } from '../speech/clean-for-speech.ts'
import { directionIn } from '../words/prompts.ts'
import type { SpeakingPlan } from './plan-speaking.ts'

/** One item of the narration as a voice gets it. `index` counts the items of the narration file from 0. */
export type Line = { index: number; text: string; instruct: string }

/** A segment is a few sentences. This many are minutes of speech; a longer take would fill a worker's memory. */
const MAX_CHARACTERS = 5000
/** The direction is repeated for every sentence of the result: a long one would make a file that no worker can hold. */
const MAX_INSTRUCT_CHARACTERS = 4000

const lookUp = (words: Record<string, string>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined

/** How to speak a script, in words: by its style and perspective, unless the client gave a direction. */
const writeInstruct = (plan: SpeakingPlan): string => {
  if (plan.instruct) return plan.instruct
  const { styles, perspectives } = directionIn(plan.language)
  const style = lookUp(styles, plan.style.toLowerCase()) ?? fillSlots(styles.other, { style: plan.style })
  const perspective = lookUp(perspectives, plan.perspective.toLowerCase())
  return [plan.templateInstruct, style, perspective].filter(Boolean).join(' ')
}

/**
 * The lines to speak, all with the direction that follows from style and perspective. Throws 3004 naming an item that has
 * nothing to say or is too long, and for a direction that is too long.
 */
export const directByStyle = (script: NarrationScriptInput, plan: SpeakingPlan): Line[] => {
  const instruct = writeInstruct(plan)
  if (instruct.length > MAX_INSTRUCT_CHARACTERS) {
    const params = { characters: instruct.length, limit: MAX_INSTRUCT_CHARACTERS }
    throw new AppError('payload_invalid', 'dubbing.direction_too_long', params)
  }
  return script.narration_script.map(({ narration }, index) => {
    const params = { index, characters: narration.length, limit: MAX_CHARACTERS }
    if (narration.length > MAX_CHARACTERS) throw new AppError('payload_invalid', 'dubbing.text_too_long', params)
    const text = cleanForSpeech(narration, plan.language)
    if (!text) throw new AppError('payload_invalid', 'dubbing.text_empty', { index })
    return { index, text, instruct }
  })
}
