import { TextToSpeechClient } from '@google-cloud/text-to-speech'
import { projectOfKey } from '@vss/shared/ai/gemini/gemini-client.ts'
import { ProviderError } from '@vss/shared/ai/provider-error.ts'
import { estimateTokens, type Units } from '@vss/shared/ai/usage.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import { JWT } from 'google-auth-library'
import { SAMPLE_RATE } from '../../audio/samples.ts'
import { likelyLengthSec } from '../../speech/speech-length.ts'
import type { SpeechRequest, VoiceSettings } from '../../speech/speech-request.ts'
import { splitText } from '../../speech/split-text.ts'
import { parseAnswer } from '../parse-answer.ts'
import type { Speaker } from '../voice-provider.ts'
import { toGoogleProviderError } from './google-error.ts'
import type { GoogleCredentials } from './google-voices.ts'

/** https://cloud.google.com/text-to-speech/quotas: text and prompt together, in UTF-8. */
const MAX_BYTES = 5000
/** A request may give a minute of speech. The rest is a margin: directions slow a voice down. */
const MAX_LIKELY_SEC = 45
/** A Gemini voice needs about half a minute for a minute of speech. */
const TIMEOUT_MS = 120_000
/** Billed for a second of audio: https://ai.google.dev/gemini-api/docs/tokens */
const TOKENS_PER_SEC = 25

/** The locale in which Google's voices speak a language without region. */
const LOCALES: Record<string, string> = {
  zh: 'cmn-CN',
  en: 'en-US',
  fr: 'fr-FR',
  de: 'de-DE',
  ja: 'ja-JP',
  ko: 'ko-KR',
  es: 'es-ES',
  it: 'it-IT',
  pt: 'pt-BR',
  ru: 'ru-RU',
}
/** A full name such as `en-US-Neural2-A` contains its locale. */
const NAMED_LOCALE = /^([a-z]{2,3}-[A-Z]{2})-./

export type GoogleVoiceOptions = {
  credentials: GoogleCredentials
  /** The project that pays and whose quota counts; the credentials' own when null. */
  projectId: string | null
  /** A URL: a region such as `https://eu-texttospeech.googleapis.com`, or a stand-in; Google's own when null. */
  endpoint: string | null
  timeoutMs?: number
}

const openClient = ({ credentials, projectId, endpoint }: GoogleVoiceOptions): TextToSpeechClient => {
  const authClient = new JWT({
    email: credentials.client_email,
    key: credentials.private_key,
    keyId: credentials.private_key_id,
    scopes: TextToSpeechClient.scopes,
    quotaProjectId: projectId && projectId !== credentials.project_id ? projectId : undefined,
  })
  // The token is signed here: no other host is asked for one.
  authClient.useJWTAccessWithScope = true
  const url = endpoint ? new URL(endpoint) : null
  return new TextToSpeechClient({
    authClient,
    // HTTP/1.1 with JSON instead of gRPC: a call can be aborted, and passes the proxies of company networks.
    fallback: true,
    ...(url && { protocol: url.protocol.replace(':', ''), apiEndpoint: url.hostname }),
    ...(url?.port && { port: Number(url.port) }),
  })
}

const isGemini = (model: string) => model.startsWith('gemini')

/** The family in a voice's name: `Chirp3-HD` of `en-US-Chirp3-HD-Kore`. */
const NAMED_FAMILY = /^[a-z]{2,3}-[A-Z]{2}-(.+)-[^-]+$/
const billedModel = ({ model, voice }: VoiceSettings): string =>
  isGemini(model) ? model : (NAMED_FAMILY.exec(voice)?.[1] ?? model)

/** Gemini voices take a direction and have one name in all languages; other voices are named `<locale>-<model>-<voice>`. */
const toGoogleRequest = ({ text, instruct, model, voice, language, rate }: SpeechRequest) => {
  const locale = NAMED_LOCALE.exec(voice)?.[1] ?? LOCALES[language]
  if (!locale) throw new ProviderError('refused', `no Google voice is known for the language ${language}`)
  const named = voice.startsWith(`${locale}-`) ? voice : `${locale}-${model}-${voice}`
  return {
    input: isGemini(model) && instruct ? { text, prompt: instruct } : { text },
    voice: isGemini(model)
      ? { languageCode: locale, name: voice, modelName: model }
      : { languageCode: locale, name: named },
    audioConfig: { audioEncoding: 'LINEAR16' as const, sampleRateHertz: SAMPLE_RATE, speakingRate: rate },
  }
}

type GoogleRequest = ReturnType<typeof toGoogleRequest>
/** The promise of `innerApiCalls`. The library's public methods hide its `cancel`. */
type GoogleCall = Promise<[{ audioContent?: Uint8Array | string | null }]> & { cancel(): void }

const send = async (
  client: TextToSpeechClient,
  request: GoogleRequest,
  timeout: number,
  signal: AbortSignal,
): Promise<Buffer> => {
  signal.throwIfAborted()
  try {
    await client.initialize()
    signal.throwIfAborted()
    // No retries by the library: it would repeat paid calls until the timeout, past budget and limits.
    const options = { timeout, retry: { retryCodes: [] } }
    const call: GoogleCall = client.innerApiCalls.synthesizeSpeech?.(request, options)
    const cancel = () => call.cancel()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const [{ audioContent }] = await call
      return typeof audioContent === 'string' ? Buffer.from(audioContent) : Buffer.from(audioContent ?? [])
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  } catch (error) {
    signal.throwIfAborted()
    throw toGoogleProviderError(error)
  }
}

const promptOf = ({ model, instruct }: SpeechRequest) => (isGemini(model) ? instruct : '')

/** Gemini models are billed by token, other voices by character. */
const unitsOf = (part: SpeechRequest, durationSec: number): Units =>
  isGemini(part.model)
    ? {
        promptTokens: estimateTokens(promptOf(part), part.text),
        outputTokens: Math.ceil(durationSec * TOKENS_PER_SEC),
      }
    : { characters: [...part.text].length }

/**
 * Google Cloud Text-to-Speech. With a `model` `gemini-…`, `voice` is a speaker's name and `instruct` is followed. Any other
 * `model` is the family in a voice's name (`Chirp3-HD`, `Neural2`, `Standard`), and `instruct` is ignored. Answers 16-bit
 * audio at 24,000 Hz.
 */
export const makeGoogleSpeaker = (options: GoogleVoiceOptions): Speaker => {
  const client = openClient(options)
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const { project_id: ownProject, client_email: account } = options.credentials
  return {
    provider: 'google_tts',
    project: options.projectId ?? ownProject ?? projectOfKey(account),
    timeoutMs,
    billedModel,
    hearsDirection: ({ model }) => isGemini(model),
    split: (request) => {
      const room = MAX_BYTES - Buffer.byteLength(promptOf(request))
      const fits = (text: string) =>
        Buffer.byteLength(text) <= room && likelyLengthSec(text, request.rate) <= MAX_LIKELY_SEC
      const parts = splitText(request.text, request.language, fits)
      if (parts.every(fits)) return parts
      const bytes = Buffer.byteLength(promptOf(request))
      throw new AppError('payload_invalid', 'dubbing.instruct_too_long', { bytes, limit: MAX_BYTES })
    },
    estimate: (part) => unitsOf(part, likelyLengthSec(part.text, part.rate)),
    speak: async (part) => {
      const bytes = await send(client, toGoogleRequest(part), timeoutMs, part.signal)
      return parseAnswer(bytes, part, (durationSec) => unitsOf(part, durationSec))
    },
  }
}
