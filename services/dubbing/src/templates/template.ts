import { z } from 'zod'

const rate = z.number().min(0.5).max(2)

const googleTemplate = z.strictObject({
  provider: z.literal('google_tts'),
  model: z.string().min(1),
  voice: z.string().min(1),
  voices: z.array(z.string().min(1)).min(1),
  speaking_rate: rate,
  instruct: z.string().min(1).optional(),
})

const paiEasTemplate = z.strictObject({
  provider: z.literal('aliyun_paieas'),
  model: z.string().min(1),
  mode: z.literal('natural_language_replication'),
  speed: rate,
  instruct: z.string().min(1).optional(),
  reference: z.strictObject({ audio_path: z.string().min(1), text: z.string().min(1) }).optional(),
})

const template = z.discriminatedUnion('provider', [googleTemplate, paiEasTemplate]).superRefine((value, context) => {
  if (value.provider !== 'google_tts' || value.voices.includes(value.voice)) return
  context.addIssue({ code: 'custom', path: ['voice'], message: `"${value.voice}" is not one of voices` })
})

const offlineVoice = z.strictObject({
  /** An espeak-ng voice: `espeak-ng --voices` lists them. */
  voice: z.string().regex(/^[A-Za-z][\w-]*$/),
  words_per_minute: z.number().int().min(80).max(450),
  pitch: z.number().int().min(0).max(99),
})

/** `conf/dubbing_templates.yaml`. */
export const dubbingTemplates = z.strictObject({
  templates: z.record(z.string().min(1), template),
  offline: z.strictObject({
    languages: z.record(z.string().regex(/^[a-z]{2,3}$/), offlineVoice),
    timbres: z.record(z.string().min(1), z.string().regex(/^\w+$/)),
  }),
})

export type DubbingTemplates = z.output<typeof dubbingTemplates>
export type DubbingTemplate = DubbingTemplates['templates'][string]
