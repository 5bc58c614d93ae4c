import { createHash } from 'node:crypto'
import { z } from 'zod'
import { openStubServer, type StubReply, type StubRequest } from './stub-server.ts'

const MAX_CHARACTERS = 90
const MODES = ['fast_replication', 'cross_lingual_replication', 'natural_language_replication']
const AUDIO_NAME = /\.(?:mp3|wav|pcm|flac|aac|opus)$/i

/** Only what https://help.aliyun.com/zh/pai/use-cases/cosyvoice2-api-description lists. */
const speech = z.strictObject({
  model: z.enum(['CosyVoice2-0.5B']),
  input: z.strictObject({
    mode: z.enum(MODES),
    reference_audio_id: z.string().min(1),
    text: z.string().min(1),
    instruct: z.string().min(1).optional(),
    speed: z.number().min(0.5).max(2).optional(),
  }),
  stream: z.literal(false),
})

const refuse = (status: number, message: string) => ({ status, body: { detail: message } })

const readForm = (request: StubRequest): Promise<FormData> =>
  new Response(new Uint8Array(request.body), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData()

/** CosyVoice on PAI-EAS on a local socket. It refuses what the documentation does not list. */
export const openCosyVoiceStub = async (token: string) => {
  const references = new Map<string, { bytes: number; text: string }>()
  let uploads = 0
  let uploadFaults = 0

  const upload = async (request: StubRequest): Promise<StubReply> => {
    const form = await readForm(request).catch(() => null)
    const file = form?.get('file')
    const text = form?.get('text')
    if (!(file instanceof File) || file.size === 0 || !AUDIO_NAME.test(file.name))
      return refuse(400, 'file is no audio')
    if (typeof text !== 'string' || text === '') return refuse(400, 'text is missing')
    uploads += 1
    if (uploadFaults > 0) {
      uploadFaults -= 1
      return refuse(503, 'the storage is not ready')
    }
    const id = createHash('md5').update(`${uploads} ${text}`).digest('hex')
    references.set(id, { bytes: file.size, text })
    return { status: 200, body: { id, filename: file.name, bytes: file.size, created_at: 0 } }
  }

  const speak = (request: StubRequest): StubReply => {
    const parsed = speech.safeParse(JSON.parse(request.body.toString('utf8')))
    if (!parsed.success) return refuse(400, z.prettifyError(parsed.error))
    const { text, reference_audio_id: id, instruct, mode, speed = 1 } = parsed.data.input
    if ([...text].length > MAX_CHARACTERS) return refuse(400, 'text is longer than 90 characters')
    if (!references.has(id)) return refuse(404, `reference audio ${id} not found`)
    if (mode === 'natural_language_replication' && !instruct) return refuse(400, 'instruct is missing')
    return {
      speak: { text, instruct: instruct ?? '', rate: speed },
      wrap: (wav) => ({
        request_id: 'r',
        output: { finish_reason: 'stop', audio: wav.length ? { id: 'a', data: wav.toString('base64') } : null },
        usage: { characters: [...text].length },
      }),
      failure: refuse(500, 'the model failed'),
    }
  }

  const server = await openStubServer((request) => {
    if (request.headers.authorization !== `Bearer ${token}`) return refuse(401, 'unauthorized')
    if (request.method !== 'POST') return refuse(405, 'method not allowed')
    if (request.path === '/api/v1/audio/reference_audio') return upload(request)
    return request.path === '/api/v1/audio/speech' ? speak(request) : refuse(404, 'not found')
  })
  return {
    ...server,
    references,
    uploads: () => uploads,
    failUploads: (count: number) => {
      uploadFaults = count
    },
  }
}
