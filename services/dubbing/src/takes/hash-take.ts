import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import type { VoiceSettings } from '../providers/voice.ts'

/** Raised by hand when mastering changes what a take sounds like: takes of older versions are not used again. */
const MASTER_VERSION = 2

/** The name of a take in the cache: SHA-256 of everything that decides how it sounds. */
export const hashTake = (settings: VoiceSettings, line: { text: string; instruct: string }): string =>
  hashInput(MASTER_VERSION, { ...settings, text: line.text, instruct: line.instruct })
