import { AppError } from '@vss/shared/errors/app-error.ts'
import { z } from 'zod'
import { runTool } from '../audio/run-tool.ts'
import type { VoiceSettings } from '../speech/speech-request.ts'
import type { Voice } from './voice-provider.ts'

const NAME = 'espeak-ng'
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
    const tool = { name: NAME, path, variable: 'ESPEAK_PATH' }
    const { stdout } = await runTool(tool, [...args, '--stdin', '--stdout'], Buffer.from(text, 'utf8'), signal)
    return { wav: stdout }
  },
})

/** The `offline` section of `conf/dubbing_templates.yaml`. */
const offlineVoices = z.strictObject({
  /** By language. */
  languages: z.record(
    z.string().regex(/^[a-z]{2,3}$/),
    z.strictObject({
      /** An espeak-ng voice: `espeak-ng --voices` lists them. */
      voice: z.string().regex(/^[A-Za-z][\w-]*$/),
      words_per_minute: z.number().int().min(MIN_WORDS_PER_MINUTE).max(MAX_WORDS_PER_MINUTE),
      pitch: z.number().int().min(0).max(99),
    }),
  ),
  /** By the name of the live voice that is replaced: an espeak-ng variant. */
  timbres: z.record(z.string().min(1), z.string().regex(/^\w+$/)),
})

/**
 * Stands in for the voice of `live`. At the template's own speed it speaks as fast as narrations are paced, whatever
 * number that speed is; at another speed it is faster or slower in proportion. Throws 3004 for a language without a voice.
 */
const settingsFor = (
  { languages, timbres }: z.output<typeof offlineVoices>,
  live: VoiceSettings,
  templateSpeed: number,
): VoiceSettings => {
  const own = languages[live.language]
  if (!own) {
    const where = 'input_narration_path: narration_script'
    const known = Object.keys(languages).join(', ')
    throw new AppError('payload_invalid', 'dubbing.language_unknown', { tag: live.language, where, known })
  }
  const timbre = timbres[live.voice]
  return {
    provider: NAME,
    model: NAME,
    voice: timbre ? `${own.voice}+${timbre}` : own.voice,
    language: live.language,
    rate: Math.round((own.words_per_minute * live.rate) / templateSpeed),
    pitch: own.pitch,
  }
}

/**
 * The offline voice, a program of this machine. It is not paid and has no templates: it stands in for the live provider
 * of any template, with the `offline` voices of `conf/dubbing_templates.yaml`.
 */
export const espeak = {
  name: NAME,
  settings: { ESPEAK_PATH: z.string().default('espeak-ng') },
  voices: offlineVoices,
  settingsFor,
  open: (settings: { ESPEAK_PATH: string }): Voice => makeEspeakVoice(settings.ESPEAK_PATH),
}
