import { generateKeyPairSync } from 'node:crypto'
import { z } from 'zod'
import type { GoogleCredentials } from '../providers/google/google-voices.ts'
import { openStubServer, type StubReply, type StubRequest } from './stub-server.ts'
import { spokenSec } from './stub-speech.ts'

/** A key that can sign, of a service account that does not exist. */
export const makeGoogleTestKey = (): GoogleCredentials => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    type: 'service_account',
    project_id: 'test-project',
    private_key_id: 'test',
    private_key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    client_email: 'voice@test-project.iam.gserviceaccount.com',
  }
}

const MAX_BYTES = 5000
const MAX_SEC = 60
const LINEAR16 = 1
const CODES = { INVALID_ARGUMENT: 400, UNAUTHENTICATED: 401, NOT_FOUND: 404, INTERNAL: 500 } as const

/** https://cloud.google.com/text-to-speech/docs/gemini-tts: models, speakers and (some of the) languages. */
const GEMINI_MODELS = ['gemini-2.5-flash-tts', 'gemini-2.5-pro-tts', 'gemini-2.5-flash-lite-preview-tts']
const SPEAKERS = 'Puck Charon Kore Fenrir Aoede Zephyr Orus Leda Despina Achernar Sulafat'.split(' ')
const LOCALES = 'cmn-CN en-US en-GB fr-FR de-DE ja-JP ko-KR es-ES it-IT pt-BR ru-RU'.split(' ')
const STANDARD_NAME = /^[a-z]{2,3}-[A-Z]{2}-(?:Standard|Wavenet|Neural2|Studio|Chirp-HD|Chirp3-HD)-\w+$/

/** Only what https://cloud.google.com/text-to-speech/docs/reference/rest/v1/text/synthesize lists. Enums are numbers. */
const synthesize = z.strictObject({
  input: z.strictObject({ text: z.string().min(1), prompt: z.string().optional() }),
  voice: z.strictObject({
    languageCode: z.enum(LOCALES),
    name: z.string().optional(),
    modelName: z.enum(GEMINI_MODELS).optional(),
    ssmlGender: z.int().min(0).max(3).optional(),
  }),
  audioConfig: z.strictObject({
    audioEncoding: z.literal(LINEAR16),
    speakingRate: z.number().min(0.25).max(2).optional(),
    pitch: z.number().min(-20).max(20).optional(),
    volumeGainDb: z.number().min(-96).max(16).optional(),
    sampleRateHertz: z.literal(24_000).optional(),
  }),
})
type Synthesize = z.output<typeof synthesize>

/** An error as Google writes it. */
export const googleError = (code: number, status: string, message: string, details: unknown[] = []) => ({
  status: code,
  body: { error: { code, message, status, details } },
})
const refuse = (status: keyof typeof CODES, message: string) => googleError(CODES[status], status, message)

/** A quota of Google: of a minute with RetryInfo, or of a day. */
export const googleQuotaError = (per: 'Minute' | 'Day', retryDelay: string | null) =>
  googleError(429, 'RESOURCE_EXHAUSTED', `Quota exceeded for quota metric 'All requests' and limit 'per ${per}'.`, [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'RATE_LIMIT_EXCEEDED',
      domain: 'googleapis.com',
      metadata: { quota_limit: `RequestsPer${per}PerProject`, service: 'texttospeech.googleapis.com' },
    },
    ...(retryDelay ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay }] : []),
  ])

const findFault = ({ input, voice, audioConfig }: Synthesize): string | null => {
  const { text, prompt } = input
  const { languageCode, name = '', modelName } = voice
  if (Buffer.byteLength(text) + Buffer.byteLength(prompt ?? '') > MAX_BYTES) return 'input is longer than 5000 bytes'
  if (spokenSec(text, audioConfig.speakingRate ?? 1) > MAX_SEC) return 'the audio is longer than a minute'
  if (modelName) return SPEAKERS.includes(name) ? null : `voice ${name} does not exist`
  if (prompt !== undefined) return 'prompt needs a promptable model'
  if (!STANDARD_NAME.test(name)) return `voice ${name} does not exist`
  return name.startsWith(`${languageCode}-`) ? null : `voice ${name} does not speak ${languageCode}`
}

const isAuthorised = ({ headers }: StubRequest): boolean =>
  /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(headers.authorization ?? '')

const reply = (request: StubRequest): StubReply => {
  const path = request.path.replace(/\?.*/, '')
  if (request.method !== 'POST' || path !== '/v1/text:synthesize') return refuse('NOT_FOUND', `no such method ${path}`)
  if (!isAuthorised(request)) return refuse('UNAUTHENTICATED', 'the request has no valid credentials')
  let body: unknown
  try {
    body = JSON.parse(request.body.toString('utf8'))
  } catch {
    return refuse('INVALID_ARGUMENT', 'the body is not JSON')
  }
  const parsed = synthesize.safeParse(body)
  if (!parsed.success) return refuse('INVALID_ARGUMENT', z.prettifyError(parsed.error))
  const fault = findFault(parsed.data)
  if (fault) return refuse('INVALID_ARGUMENT', fault)
  const { input, audioConfig } = parsed.data
  return {
    speak: { text: input.text, instruct: input.prompt ?? '', rate: audioConfig.speakingRate ?? 1 },
    wrap: (wav) => (wav.length ? { audioContent: wav.toString('base64') } : {}),
    failure: googleError(500, 'INTERNAL', 'Internal error encountered.'),
  }
}

/** Google Cloud Text-to-Speech over HTTP on a local socket. It refuses what the documentation does not list. */
export const openGoogleTtsStub = () => openStubServer(reply)
