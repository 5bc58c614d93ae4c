import { runTool } from '../audio/run-tool.ts'
import type { Voice } from './voice.ts'

/** espeak-ng takes no other speed. */
const MIN_WORDS_PER_MINUTE = 80
const MAX_WORDS_PER_MINUTE = 450
const UTF8 = '1'
const DEFAULT_PITCH = 50

/** Speaks with espeak-ng, offline: `path` is the program. `voice` is an espeak-ng voice with an optional `+variant`. */
export const makeEspeakVoice = (path: string): Voice => ({
  synthesize: async ({ text, voice, rate, pitch, signal }) => {
    const wordsPerMinute = Math.round(Math.min(MAX_WORDS_PER_MINUTE, Math.max(MIN_WORDS_PER_MINUTE, rate)))
    const args = ['-v', voice, '-s', String(wordsPerMinute), '-p', String(pitch ?? DEFAULT_PITCH), '-b', UTF8]
    const tool = { name: 'espeak-ng', path, variable: 'ESPEAK_PATH' }
    const { stdout } = await runTool(tool, [...args, '--stdin', '--stdout'], Buffer.from(text, 'utf8'), signal)
    return { wav: stdout }
  },
})
