import { readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { z } from 'zod'
import { defineVoiceProvider, templateSpeed } from '../voice-provider.ts'

const CREDENTIALS = 'conf/gcp-credentials.json'

const serviceAccount = z.looseObject({
  type: z.literal('service_account'),
  client_email: z.string().min(1),
  private_key: z.string().min(1),
  private_key_id: z.string().optional(),
  project_id: z.string().optional(),
})

/** A key of a service account, as Google's console hands it out. */
export type GoogleCredentials = z.output<typeof serviceAccount>

/**
 * The key in a file. A missing or empty file counts as no key: deployments mount an empty file where there is none.
 * `problem` says why a file with something in it is not a key.
 */
const loadCredentials = (path: string): { credentials: GoogleCredentials | null; problem: string | null } => {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const reason = error instanceof Error ? error.message : String(error)
    return { credentials: null, problem: missing ? null : `${path} cannot be read: ${reason}` }
  }
  if (text === '') return { credentials: null, problem: null }
  try {
    return { credentials: serviceAccount.parse(JSON.parse(text)), problem: null }
  } catch {
    return { credentials: null, problem: `${path} is not the JSON key of a Google service account` }
  }
}

/** Google Cloud Text-to-Speech. */
export const googleVoices = defineVoiceProvider({
  name: 'google_tts',
  title: 'Google voices',
  settings: {
    /** Key of a Google service account; a file that is missing or empty counts as none. */
    GOOGLE_APPLICATION_CREDENTIALS: z
      .string()
      .default(fileURLToPath(new URL(`../../../../../${CREDENTIALS}`, import.meta.url))),
    /** The project whose quota is used, if not the key's own. */
    GOOGLE_CLOUD_PROJECT: z.string().optional(),
    /** A region's endpoint or a stand-in. */
    GOOGLE_TTS_ENDPOINT: z.url().optional(),
  },
  shell: {
    GOOGLE_APPLICATION_CREDENTIALS: {
      kind: { file: CREDENTIALS },
      neededWith: 'GOOGLE_CLOUD_PROJECT',
      text: 'put the key file of a Google Cloud service account there (it may use Text-to-Speech)',
    },
    GOOGLE_CLOUD_PROJECT: {
      kind: 'plain',
      option: '--google-project',
      text: 'Google Cloud project of the voices (empty: none)',
    },
    GOOGLE_TTS_ENDPOINT: { kind: 'plain' },
  },
  isConfigured: ({ GOOGLE_APPLICATION_CREDENTIALS: path }) => !!statSync(path, { throwIfNoEntry: false })?.size,

  template: z
    .strictObject({
      provider: z.literal('google_tts'),
      model: z.string().min(1),
      voice: z.string().min(1),
      voices: z.array(z.string().min(1)).min(1),
      speaking_rate: templateSpeed,
      instruct: z.string().min(1).optional(),
    })
    .superRefine(({ voice, voices }, context) => {
      if (voices.includes(voice)) return
      context.addIssue({ code: 'custom', path: ['voice'], message: `"${voice}" is not one of voices` })
    }),
  speedOf: (template) => template.speaking_rate,
  settingsFor: (template, asked) => {
    const voice = asked.voice ?? template.voice
    if (!template.voices.includes(voice)) {
      throw new AppError('payload_invalid', 'dubbing.voice_unknown', { voice, known: template.voices.join(', ') })
    }
    return { voice, rate: asked.speakingRate ?? asked.speed ?? template.speaking_rate }
  },

  open: async (settings) => {
    const { credentials, problem } = loadCredentials(settings.GOOGLE_APPLICATION_CREDENTIALS)
    if (!credentials) return { speaker: null, problem }
    // Google's library takes a third of a second and 40 MB, which a worker without a key of Google saves.
    const { makeGoogleSpeaker } = await import('./google-speaker.ts')
    const projectId = settings.GOOGLE_CLOUD_PROJECT ?? null
    const speaker = makeGoogleSpeaker({ credentials, projectId, endpoint: settings.GOOGLE_TTS_ENDPOINT ?? null })
    return { speaker, problem }
  },
})
