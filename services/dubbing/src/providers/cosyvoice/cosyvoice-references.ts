import { ProviderError } from '@vss/shared/ai/provider-error.ts'
import { withDeadline } from '@vss/shared/process/with-deadline.ts'
import { z } from 'zod'
import { sendForJson } from '../send-http.ts'
import type { VoiceReference } from '../voice-provider.ts'

const uploaded = z.looseObject({ id: z.string().min(1) })

/** A reference clip is up to 50 MB, and the line may be slow. */
export const UPLOAD_TIMEOUT_MS = 120_000
const NEVER = new AbortController().signal

const upload = async (url: string, token: string, { fileName, audio, text }: VoiceReference): Promise<string> => {
  const body = new FormData()
  body.set('file', new Blob([new Uint8Array(audio)]), fileName)
  body.set('text', text)
  const init = { method: 'POST', headers: { authorization: `Bearer ${token}` }, body }
  try {
    const sending = { timeoutMs: UPLOAD_TIMEOUT_MS, signal: NEVER, secrets: [token, text] }
    const answer = uploaded.safeParse(await sendForJson(url, init, sending))
    if (!answer.success) throw new ProviderError('unusable', 'the answer to a reference clip has no id')
    return answer.data.id
  } catch (error) {
    // An upload costs nothing: a clip that may or may not have arrived is sent again.
    if (!(error instanceof ProviderError) || error.failure !== 'unknown') throw error
    throw new ProviderError('unavailable', error.detail, { cause: error })
  }
}

/**
 * The ids that the server gave to reference clips. Each clip is uploaded once per process, even when many requests need
 * it concurrently. After `forget`, the next request uploads it again.
 */
export const makeCosyVoiceReferences = (baseUrl: string, token: string) => {
  const uploads = new Map<string, Promise<string>>()
  const obtain = (reference: VoiceReference, signal: AbortSignal): Promise<string> => {
    const known = uploads.get(reference.id)
    const started = known ?? upload(`${baseUrl}/api/v1/audio/reference_audio`, token, reference)
    if (!known) {
      uploads.set(reference.id, started)
      started.catch(() => uploads.delete(reference.id))
    }
    // An abort ends this wait only: the upload goes on for the other requests that wait for it.
    return withDeadline({ signal }, () => started)
  }
  /** Forgets this very id only: another request may already have uploaded the clip again. */
  const forget = async (reference: VoiceReference, serverId: string): Promise<void> => {
    const known = uploads.get(reference.id)
    if (known && (await known.catch(() => null)) === serverId && uploads.get(reference.id) === known) {
      uploads.delete(reference.id)
    }
  }
  return { obtain, forget }
}
