import { z } from 'zod'
import { defineVoiceProvider, templateSpeed } from '../voice-provider.ts'
import { makeCosyVoiceSpeaker } from './cosyvoice-speaker.ts'

/** CosyVoice on PAI-EAS, a service that the operator runs at Aliyun. It replicates the voice of a reference clip. */
export const cosyVoice = defineVoiceProvider({
  name: 'aliyun_paieas',
  title: 'CosyVoice',
  settings: {
    PAI_EAS_SERVICE_URL: z.url().optional(),
    PAI_EAS_TOKEN: z.string().optional(),
  },
  shell: {
    PAI_EAS_SERVICE_URL: {
      kind: 'plain',
      option: '--pai-eas-url',
      text: 'PAI-EAS address of CosyVoice (empty: none)',
    },
    PAI_EAS_TOKEN: {
      kind: 'secret',
      option: '--pai-eas-token',
      neededWith: 'PAI_EAS_SERVICE_URL',
      text: 'PAI-EAS token',
    },
  },
  onlyFor: 'for templates with a reference clip (conf/voices/README.md)',
  isConfigured: ({ PAI_EAS_SERVICE_URL: url, PAI_EAS_TOKEN: token }) => !!url && !!token,

  template: z.strictObject({
    provider: z.literal('aliyun_paieas'),
    model: z.string().min(1),
    mode: z.literal('natural_language_replication'),
    speed: templateSpeed,
    instruct: z.string().min(1).optional(),
    reference: z.strictObject({ audio_path: z.string().min(1), text: z.string().min(1) }).optional(),
  }),
  speedOf: (template) => template.speed,
  settingsFor: (template, asked) => ({
    voice: '',
    rate: asked.speed ?? asked.speakingRate ?? template.speed,
    mode: template.mode,
  }),
  referenceOf: (template) => template.reference,

  open: async ({ PAI_EAS_SERVICE_URL: url, PAI_EAS_TOKEN: token }, references) => {
    if (url && token) return { speaker: makeCosyVoiceSpeaker({ url, token, references }), problem: null }
    if (!url && !token) return { speaker: null, problem: null }
    const missing = url ? 'the token' : 'the URL'
    return {
      speaker: null,
      problem: `CosyVoice needs both PAI_EAS_SERVICE_URL and PAI_EAS_TOKEN; ${missing} is missing`,
    }
  },
})
