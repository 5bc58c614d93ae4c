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

/** Raise it by hand when directions are asked for in another way: all sentences are then directed and spoken again. */
const DIRECTION_VERSION = 1
/** Enough sentences for context; few enough that the model leaves none out. */
const BATCH = 20
const MAX_BATCHES = 4

type Directing = { db: Kysely<Database>; orgId: string; director: VoiceDirector | null; plan: SpeakingPlan }

const toBatches = (texts: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, at) => texts.slice(at * BATCH, (at + 1) * BATCH))

/** A direction is cached by sentence and style alone, whatever the model and the neighbouring sentences. */
const hashDirection = ({ language, style, perspective }: SpeakingPlan, text: string): string =>
  hashInput(DIRECTION_VERSION, { language, style, perspective, text })

/** The direction of each line, cached or new; empty where the model gives none. */
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
  await runBounded(toBatches(missing), MAX_BATCHES, direct)
  return lines.map(({ text }) => known.get(hashes.get(text) ?? '') ?? '')
}

/**
 * Adds to the direction of each line what a model says of that sentence. Lines stay as they are without a model, for a
 * voice that hears no direction, when the client gave a direction, and in a hurry. So does a line for which the model
 * gives no direction or the request fails.
 *
 * Another direction is another take, which would be paid again. Therefore a sentence keeps its direction in all dubbings
 * of an organisation (the cache), and a task keeps the directions of its first attempt (the step).
 */
export const directByModel = async (
  directing: Directing,
  lines: readonly Line[],
  run: Run,
): Promise<readonly Line[]> => {
  const { director, plan } = directing
  if (!director || !plan.hearsDirection || plan.instruct || run.hurry()) return lines
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
