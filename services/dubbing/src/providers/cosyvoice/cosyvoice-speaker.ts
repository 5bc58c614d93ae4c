import { projectOfKey } from '@vss/shared/ai/gemini/gemini-client.ts'
import { ProviderError } from '@vss/shared/ai/provider-error.ts'
import { z } from 'zod'
import type { SpeechRequest } from '../../speech/speech-request.ts'
import { splitText } from '../../speech/split-text.ts'
import { parseAnswer } from '../parse-answer.ts'
import { HttpError, sendForJson } from '../send-http.ts'
import type { Speaker, VoiceReference } from '../voice-provider.ts'
import { makeCosyVoiceReferences, UPLOAD_TIMEOUT_MS } from './cosyvoice-references.ts'

/** Longer texts make the model drop or repeat words. */
const MAX_CHARACTERS = 90
/** Ninety characters take seconds; a service that scales from zero starts its first replica within two minutes. */
const TIMEOUT_MS = 120_000
/** The service answers these for a reference that it does not know. */
const FORGOTTEN_STATUSES = [400, 404]

const answered = z.looseObject({
  output: z.looseObject({ audio: z.looseObject({ data: z.string() }) }),
})

export type CosyVoiceOptions = {
  /** The service's URL without `/api/…`. */
  url: string
  token: string
  references: readonly VoiceReference[]
  timeoutMs?: number
}

const unitsOf = ({ text }: SpeechRequest) => ({ characters: [...text].length })

const toBody = ({ model, mode, text, instruct, rate }: SpeechRequest, referenceId: string): string => {
  const input = { mode, reference_audio_id: referenceId, text, instruct, speed: rate }
  return JSON.stringify({ model, input, stream: false })
}

/**
 * CosyVoice on PAI-EAS: https://help.aliyun.com/zh/pai/use-cases/cosyvoice2-api-description. `voice` is the `id` of one
 * of the references. A clip that the server has forgotten is uploaded once more.
 */
export const makeCosyVoiceSpeaker = (options: CosyVoiceOptions): Speaker => {
  const baseUrl = options.url.replace(/\/+$/, '')
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  const references = new Map(options.references.map((reference) => [reference.id, reference]))
  const known = makeCosyVoiceReferences(baseUrl, options.token)

  const request = async (part: SpeechRequest, referenceId: string): Promise<Buffer> => {
    const headers = { authorization: `Bearer ${options.token}`, 'content-type': 'application/json' }
    const init = { method: 'POST', headers, body: toBody(part, referenceId) }
    const secrets = [part.text, part.instruct, options.token]
    const sending = { timeoutMs, signal: part.signal, secrets }
    const answer = answered.safeParse(await sendForJson(`${baseUrl}/api/v1/audio/speech`, init, sending))
    return answer.success ? Buffer.from(answer.data.output.audio.data, 'base64') : Buffer.alloc(0)
  }

  const requestAgainIfForgotten = async (part: SpeechRequest, reference: VoiceReference): Promise<Buffer> => {
    const serverId = await known.obtain(reference, part.signal)
    try {
      return await request(part, serverId)
    } catch (error) {
      if (!(error instanceof HttpError) || !FORGOTTEN_STATUSES.includes(error.status)) throw error
      await known.forget(reference, serverId)
      return request(part, await known.obtain(reference, part.signal))
    }
  }

  return {
    provider: 'aliyun_paieas',
    // The service is the operator's own: its limits hold for all its callers together.
    project: projectOfKey(baseUrl),
    // The longest case is a forgotten clip: a first request, the upload, a second request.
    timeoutMs: 2 * timeoutMs + UPLOAD_TIMEOUT_MS,
    billedModel: ({ model }) => model,
    hearsDirection: () => true,
    split: ({ text, language }) => splitText(text, language, (part) => part.length <= MAX_CHARACTERS),
    estimate: unitsOf,
    speak: async (part) => {
      const reference = references.get(part.voice)
      if (!reference) throw new ProviderError('refused', 'there is no reference clip for this voice')
      const bytes = await requestAgainIfForgotten(part, reference)
      return parseAnswer(bytes, part, () => unitsOf(part))
    },
  }
}
