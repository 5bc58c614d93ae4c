import { z } from 'zod'
import { runTool } from '../audio/run-tool.ts'
import type { Voice } from './voice-provider.ts'

/** The slowest and the fastest that espeak-ng speaks. */
const MIN_WORDS_PER_MINUTE = 80
const MAX_WORDS_PER_MINUTE = 450
const UTF8 = '1'
const DEFAULT_PITCH = 50

/** Speaks with espeak-ng: `path` is the program. `voice` is an espeak-ng voice with an optional `+variant`. */
export const makeEspeakVoice = (path: string): Voice => ({
  synthesize: async ({ text, voice, rate, pitch, signal }) => {
    const wordsPerMinute = Math.round(Math.min(MAX_WORDS_PER_MINUTE, Math.max(MIN_WORDS_PER_MINUTE, rate)))
    const args = ['-v', voice, '-s', String(wordsPerMinute), '-p', String(pitch ?? DEFAULT_PITCH), '-b', UTF8]
    const tool = { name: 'espeak-ng', path, variable: 'ESPEAK_PATH' }
    const { stdout } = await runTool(tool, [...args, '--stdin', '--stdout'], Buffer.from(text, 'utf8'), signal)
    return { wav: stdout }
  },
})

/**
 * The offline voice, a program of this machine. It is not paid and has no templates: it stands in for the live provider
 * of any template, with the `offline` voices of `conf/dubbing_templates.yaml`.
 */
export const espeak = {
  name: 'espeak-ng',
  settings: { ESPEAK_PATH: z.string().default('espeak-ng') },
  open: (settings: { ESPEAK_PATH: string }): Voice => makeEspeakVoice(settings.ESPEAK_PATH),
}
