import { parseWav, type Wav, writeWav } from '@vss/shared/audio/wav.ts'
import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import type { SpeechRequest } from '../providers/voice.ts'
import { findTake, type TakeCache } from './find-take.ts'
import { keepTake } from './keep-take.ts'

/** Raised by hand when the same request gives other audio. */
const PART_VERSION = 1

const hashPart = ({ name: _name, signal: _signal, ...spoken }: SpeechRequest): string =>
  hashInput(PART_VERSION, { part: spoken })

/**
 * The audio of one paid request, as it came. It is kept beside the takes before anything is made of it: a crash while
 * it is mastered, a take that fails at a later part, or another way of mastering pays for nothing again.
 */
export const obtainPart = async (
  cache: TakeCache,
  orgId: string,
  part: SpeechRequest,
  speak: () => Promise<Wav>,
): Promise<Wav> => {
  const hash = hashPart(part)
  const kept = await findTake(cache, orgId, hash)
  if (kept) return parseWav(await cache.objects.get(kept.objectKey))
  const spoken = await speak()
  await keepTake(cache, orgId, hash, { wav: writeWav(spoken.data, spoken), durationMs: spoken.durationSec * 1000 })
  return spoken
}
