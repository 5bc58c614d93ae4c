import type { NarrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import type { generateDubbing } from '@vss/shared/contracts/generate-dubbing.ts'
import { baseLanguage } from '@vss/shared/contracts/language.ts'
import type { PayloadOf } from '@vss/shared/contracts/task-contract.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Voice, Voices } from '../providers/voice-provider.ts'
import { offlineProvider, providerOf } from '../providers/voice-providers.ts'
import { detectSpokenLanguage } from '../speech/detect-spoken-language.ts'
import type { VoiceSettings } from '../speech/speech-request.ts'
import type { DubbingTemplates } from '../templates/dubbing-templates.ts'
import type { References } from '../templates/load-references.ts'

type DubbingParams = PayloadOf<typeof generateDubbing>['service_params']

/** How a script is spoken. It holds for all its takes. */
export type SpeakingPlan = {
  templateName: string
  language: string
  voice: Voice
  settings: VoiceSettings
  /** The live provider that the offline voice stands in for; null when the template's own voice speaks. */
  replaces: string | null
  /** The model that results name: `offline` for the offline voice. */
  modelUsed: string
  /** Whether the voice follows a direction. */
  hearsDirection: boolean
  /** 1 is normal speed. */
  speakingRate: number
  style: string
  perspective: string
  /** The template's own direction, and the client's, which replaces every other. */
  templateInstruct: string | null
  instruct: string | null
}

const given = (value: string | null | undefined): string | null => value?.trim() || null

/** Spellings of "none" that occur in real files. */
const isNone = (value: string) => ['n', 'a', 'n/a', 'none', 'null'].includes(value.toLowerCase())

const chooseLanguage = (params: DubbingParams, script: NarrationScriptInput, known: string[]): string => {
  const stated = (
    [
      ['payload.service_params.target_lang', params.target_lang],
      ['input_narration_path: target_lang', script.target_lang],
      ['input_narration_path: lang', script.lang],
      ['payload.service_params.language_code', params.language_code],
    ] as const
  ).flatMap(([where, value]) => {
    const tag = given(value)
    return tag && !isNone(tag) ? [{ where, tag }] : []
  })[0]
  if (!stated) return detectSpokenLanguage(script.narration_script.map((item) => item.narration).join('\n'))
  const language = baseLanguage(stated.tag)
  if (known.includes(language)) return language
  throw new AppError('payload_invalid', 'dubbing.language_unknown', { ...stated, known: known.join(', ') })
}

/** The voice of a replicating template is its reference clip. Throws 3003 when the template has none that can be read. */
const withReference = (settings: VoiceSettings, template: string, references: References): VoiceSettings => {
  const reference = references.get(template)
  if (!reference) throw new AppError('tts_failed', 'dubbing.reference_missing', { template })
  return { ...settings, voice: reference.id }
}

/**
 * Chooses template, language and voice. The language is `target_lang`, else that of the script, else `language_code`, else
 * that of the text. Throws 3004 for an unknown template, voice, model or language and names those there are; 3003 when no
 * voice can speak.
 */
export const planSpeaking = (
  { templates, references, voices }: { templates: DubbingTemplates; references: References; voices: Voices },
  params: DubbingParams,
  script: NarrationScriptInput,
): SpeakingPlan => {
  const name = params.template_name
  const template = Object.hasOwn(templates.templates, name) ? templates.templates[name] : undefined
  if (!template) {
    const known = Object.keys(templates.templates).join(', ')
    throw new AppError('payload_invalid', 'dubbing.template_unknown', { name, known })
  }
  const language = chooseLanguage(params, script, Object.keys(templates.offline.languages))
  const provider = providerOf(template)
  const asked = {
    voice: given(params.voice_name),
    speakingRate: params.speaking_rate ?? null,
    speed: params.speed ?? null,
  }
  const live: VoiceSettings = {
    provider: template.provider,
    model: given(params.model_name) ?? template.model,
    language,
    ...provider.settingsFor(template, asked),
  }
  const common = {
    templateName: name,
    language,
    speakingRate: live.rate,
    style: given(params.style) ?? given(script.style) ?? 'objective',
    perspective: given(params.perspective) ?? given(script.perspective) ?? 'third_person',
    templateInstruct: template.instruct ?? null,
    instruct: given(params.instruct),
  }
  const liveVoice = voices.live[template.provider]
  if (liveVoice) {
    const settings = provider.referenceOf ? withReference(live, name, references) : live
    if (!liveVoice.canSpeak(settings)) {
      throw new AppError('payload_invalid', 'dubbing.model_unknown', { model: live.model, provider: live.provider })
    }
    return {
      ...common,
      voice: liveVoice,
      settings,
      replaces: null,
      modelUsed: settings.model,
      hearsDirection: liveVoice.hearsDirection(settings),
    }
  }
  if (!voices.offline) {
    throw new AppError('tts_failed', 'dubbing.provider_missing', { template: name, provider: template.provider })
  }
  const settings = offlineProvider.settingsFor(templates.offline, live, provider.speedOf(template))
  return {
    ...common,
    voice: voices.offline,
    settings,
    replaces: template.provider,
    modelUsed: 'offline',
    hearsDirection: false,
  }
}
