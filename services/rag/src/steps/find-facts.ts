import { type CharacterFact, TYPE_OF_ATTRIBUTE } from '@vss/shared/story/character-fact.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { hashInput } from '@vss/shared/worker/hash-input.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { FactFinder } from '../providers/fact-finder.ts'
import { keepStatedFacts } from './keep-stated-facts.ts'
import type { FactCall } from './plan-fact-calls.ts'

/** Raised when the meaning of a finder's answer changes, so that kept answers are asked anew. */
const STEP_VERSION = 1

export type FindOptions = {
  /** Calls under way at once in one task. */
  concurrency: number
  temperature: number | null | undefined
  onAnswer(answered: number): void
}

/**
 * Asks every call, each a step of its own: after a crash only unanswered ones are asked again. Once a call has failed
 * no new one starts, and those under way are waited for, because their answers are paid and kept. `unproved` counts
 * what a finder said and its scenes do not.
 */
export const findFacts = async (
  finder: FactFinder,
  story: Story,
  calls: readonly FactCall[],
  run: Run,
  { concurrency, temperature, onAnswer }: FindOptions,
): Promise<{ facts: CharacterFact[]; unproved: number }> => {
  const answers: CharacterFact[][] = calls.map(() => [])
  const queue = calls.entries()
  // The same for all calls, and long where everybody is someone else: not to be hashed with every one of them.
  const cast = hashInput(STEP_VERSION, story.characters)
  let answered = 0
  let unproved = 0
  let hasFailed = false
  const askOne = async (at: number, { character, scenes }: FactCall) => {
    run.signal.throwIfAborted()
    const freedom = temperature == null ? {} : { temperature }
    const question = { character, lang: story.lang, scenes, cast: story.characters, ...freedom }
    const input = { model: finder.model, ...question, cast }
    // Keys stand in traces, so they are without names.
    const found = await run.step(`facts/${at}`, STEP_VERSION, input, (signal) => finder.find(question, signal))
    const stated = keepStatedFacts(found, scenes)
    answers[at] = stated.map((fact) => ({ ...fact, character, type: TYPE_OF_ATTRIBUTE[fact.attribute] }))
    unproved += found.length - stated.length
    answered += 1
    onAnswer(answered)
  }
  const ask = async () => {
    for (const [at, call] of queue) {
      if (hasFailed) return
      await askOne(at, call).catch((error: unknown) => {
        hasFailed = true
        throw error
      })
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: concurrency }, ask))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed) throw failed.reason
  return { facts: answers.flat(), unproved }
}
