import { fileURLToPath } from 'node:url'
import { parseWav } from '@vss/shared/audio/wav.ts'
import type { StoryLanguage } from '@vss/shared/story/story.ts'
import { makeEspeakVoice } from '../../services/dubbing/src/providers/espeak.ts'
import { cleanForSpeech } from '../../services/dubbing/src/speech/clean-for-speech.ts'
import { loadTemplates } from '../../services/dubbing/src/templates/dubbing-templates.ts'

const TEMPLATES = fileURLToPath(new URL('../../conf/dubbing_templates.yaml', import.meta.url))
const TEMPLATE = 'chinese_gemini_emotional'

/** Measures how long the offline voice speaks a text, in whole milliseconds, as a task with the first template does. */
export const openOfflineVoice = async (
  espeakPath: string,
): Promise<(text: string, lang: StoryLanguage) => Promise<number>> => {
  const { templates, offline } = await loadTemplates(TEMPLATES)
  const template = templates[TEMPLATE]
  if (template?.provider !== 'google_tts') throw new Error(`${TEMPLATE} is missing in ${TEMPLATES}`)
  const espeak = makeEspeakVoice(espeakPath)
  return async (text, lang) => {
    const own = offline.languages[lang]
    if (!own) throw new Error(`${TEMPLATES} has no offline voice for ${lang}`)
    const { wav } = await espeak.synthesize({
      name: 'bench',
      provider: 'espeak-ng',
      model: 'espeak-ng',
      voice: `${own.voice}+${offline.timbres[template.voice]}`,
      language: lang,
      rate: own.words_per_minute,
      pitch: own.pitch,
      text: cleanForSpeech(text, lang),
      instruct: '',
      signal: new AbortController().signal,
    })
    return Math.ceil(parseWav(wav).durationSec * 1000)
  }
}
