import type { DubbingConfig } from '../config.ts'
import type { References } from '../templates/load-references.ts'
import { makeCosyVoiceSpeaker } from './cosyvoice-voice.ts'
import { readGoogleCredentials } from './google-credentials.ts'
import type { Speakers } from './make-voices-for.ts'

type Settings = Pick<
  DubbingConfig,
  | 'AI_MODE'
  | 'GOOGLE_APPLICATION_CREDENTIALS'
  | 'GOOGLE_CLOUD_PROJECT'
  | 'GOOGLE_TTS_ENDPOINT'
  | 'PAI_EAS_SERVICE_URL'
  | 'PAI_EAS_TOKEN'
>

/** The live providers whose settings are given. Each stands for itself: `problems` says what keeps one out. */
export const makeLiveSpeakers = async (
  settings: Settings,
  references: References,
): Promise<{ speakers: Speakers; problems: string[] }> => {
  const speakers: Speakers = {}
  const problems: string[] = []
  if (settings.AI_MODE === 'offline') return { speakers, problems }
  const { credentials, problem } = readGoogleCredentials(settings.GOOGLE_APPLICATION_CREDENTIALS)
  if (problem) problems.push(problem)
  if (credentials) {
    // Google's library takes a third of a second and 40 MB, which a worker without its key can do without.
    const { makeGoogleSpeaker } = await import('./google-voice.ts')
    speakers.google_tts = makeGoogleSpeaker({
      credentials,
      projectId: settings.GOOGLE_CLOUD_PROJECT ?? null,
      endpoint: settings.GOOGLE_TTS_ENDPOINT ?? null,
    })
  }
  const { PAI_EAS_SERVICE_URL: url, PAI_EAS_TOKEN: token } = settings
  if (url && token) {
    speakers.aliyun_paieas = makeCosyVoiceSpeaker({ url, token, references: [...references.values()] })
  } else if (url || token) {
    problems.push(
      `CosyVoice needs both PAI_EAS_SERVICE_URL and PAI_EAS_TOKEN; ${url ? 'the token' : 'the URL'} is missing`,
    )
  }
  return { speakers, problems }
}
