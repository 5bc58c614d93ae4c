import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import { findDirections } from '../directions/find-directions.ts'
import { keepDirections } from '../directions/keep-directions.ts'
import type { VoiceDirector } from '../providers/voice-director.ts'
import type { Delivery } from './choose-delivery.ts'
import type { Line } from './direct-delivery.ts'

/** Raised by hand when directions are asked for in another way: the sentences are then directed, and spoken, anew. */
const DIRECTION_VERSION = 1
/** Enough to read on; few enough that none is forgotten. */
const BATCH = 20
const BATCHES_AT_ONCE = 4

type Directing = { db: Kysely<Database>; orgId: string; director: VoiceDirector | null; delivery: Delivery }

const toBatches = (texts: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, at) => texts.slice(at * BATCH, (at + 1) * BATCH))

/** What a direction follows from is the sentence and its style alone, not the model or its neighbours. */
const hashDirection = ({ language, style, perspective }: Delivery, text: string): string =>
  hashInput(DIRECTION_VERSION, { language, style, perspective, text })

/** The direction of each line that is known or can be had; empty for the others. */
const obtainDirections = async (
  { db, orgId, delivery }: Directing,
  director: VoiceDirector,
  lines: readonly Line[],
  { run, signal }: { run: Run; signal: AbortSignal },
): Promise<string[]> => {
  const manner = lines[0]?.instruct ?? ''
  const hashes = new Map(lines.map(({ text }) => [text, hashDirection(delivery, text)]))
  const known = await findDirections(db, orgId, [...hashes.values()])
  const direct = async (texts: string[]): Promise<void> => {
    try {
      const said = await director({ language: delivery.language, manner, texts }, signal)
      const made = new Map(texts.map((text, index) => [hashes.get(text) ?? '', said[index] ?? '']))
      for (const [hash, direction] of await keepDirections(db, orgId, made)) known.set(hash, direction)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      run.log.warn({ err: error, sentences: texts.length }, 'sentences are directed by their style alone')
    }
  }
  const missing = [...hashes].flatMap(([text, hash]) => (known.has(hash) ? [] : [text]))
  await runBounded(toBatches(missing), BATCHES_AT_ONCE, direct)
  return lines.map(({ text }) => known.get(hashes.get(text) ?? '') ?? '')
}

/**
 * The lines with what a model says of each sentence after the direction of the whole. Without a model, for a voice that
 * hears no direction, when the client has said it or in a hurry they stay as they are; so does a sentence the model has
 * nothing to say of, or cannot be asked about. A sentence keeps its direction over all dubbings of an organisation, and
 * a task the ones it began with: another direction is another take, which would be paid again.
 */
export const directLines = async (directing: Directing, lines: readonly Line[], run: Run): Promise<readonly Line[]> => {
  const { director, delivery } = directing
  if (!director || !delivery.isHeard || delivery.instruct || run.hurry()) return lines
  const { language, style, perspective } = delivery
  const input = { language, style, perspective, texts: lines.map(({ text }) => text) }
  const directions = await run.step('direct delivery', DIRECTION_VERSION, input, (signal) =>
    obtainDirections(directing, director, lines, { run, signal }),
  )
  return lines.map((line, index) => {
    const direction = directions[index]
    return direction ? { ...line, instruct: `${line.instruct} ${direction}` } : line
  })
}
