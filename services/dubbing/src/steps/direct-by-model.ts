import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { Database } from '@vss/shared/ledger/database.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { Kysely } from 'kysely'
import { saveDirections, touchDirections } from '../cache/direction-cache.ts'
import type { VoiceDirector } from '../providers/voice-director.ts'
import type { Line } from './direct-by-style.ts'
import type { SpeakingPlan } from './plan-speaking.ts'

/** Raised by hand when directions are asked for in another way: the sentences are then directed, and spoken, anew. */
const DIRECTION_VERSION = 1
/** Enough to read on; few enough that none is forgotten. */
const BATCH = 20
const BATCHES_AT_ONCE = 4

type Directing = { db: Kysely<Database>; orgId: string; director: VoiceDirector | null; plan: SpeakingPlan }

const toBatches = (texts: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, at) => texts.slice(at * BATCH, (at + 1) * BATCH))

/** What a direction follows from is the sentence and its style alone, not the model or its neighbours. */
const hashDirection = ({ language, style, perspective }: SpeakingPlan, text: string): string =>
  hashInput(DIRECTION_VERSION, { language, style, perspective, text })

/** The direction of each line that is known or can be had; empty for the others. */
const obtainDirections = async (
  { db, orgId, plan }: Directing,
  director: VoiceDirector,
  lines: readonly Line[],
  { run, signal }: { run: Run; signal: AbortSignal },
): Promise<string[]> => {
  const manner = lines[0]?.instruct ?? ''
  const hashes = new Map(lines.map(({ text }) => [text, hashDirection(plan, text)]))
  const known = await touchDirections(db, orgId, [...hashes.values()])
  const direct = async (texts: string[]): Promise<void> => {
    try {
      const said = await director({ language: plan.language, manner, texts }, signal)
      const made = new Map(texts.map((text, index) => [hashes.get(text) ?? '', said[index] ?? '']))
      for (const [hash, direction] of await saveDirections(db, orgId, made)) known.set(hash, direction)
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
export const directByModel = async (
  directing: Directing,
  lines: readonly Line[],
  run: Run,
): Promise<readonly Line[]> => {
  const { director, plan } = directing
  if (!director || !plan.isHeard || plan.instruct || run.hurry()) return lines
  const { language, style, perspective } = plan
  const input = { language, style, perspective, texts: lines.map(({ text }) => text) }
  const directions = await run.step('direct delivery', DIRECTION_VERSION, input, (signal) =>
    obtainDirections(directing, director, lines, { run, signal }),
  )
  return lines.map((line, index) => {
    const direction = directions[index]
    return direction ? { ...line, instruct: `${line.instruct} ${direction}` } : line
  })
}
