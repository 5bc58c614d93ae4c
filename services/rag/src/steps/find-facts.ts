import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import { type CharacterFact, TYPE_OF_ATTRIBUTE } from '@vss/shared/story/facts.ts'
import type { Story } from '@vss/shared/story/story.ts'
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
  // The same for every call, and long in a story of many people: hashed once.
  const cast = hashInput(STEP_VERSION, story.characters)
  let answered = 0
  const answers = await runBounded(calls, concurrency, async ({ character, scenes }, at) => {
    run.signal.throwIfAborted()
    const freedom = temperature == null ? {} : { temperature }
    const question = { character, lang: story.lang, scenes, cast: story.characters, ...freedom }
    const input = { model: finder.model, ...question, cast }
    // Keys stand in traces, so they are without names.
    const found = await run.step(`facts/${at}`, STEP_VERSION, input, (signal) => finder.find(question, signal))
    const stated = keepStatedFacts(found, scenes)
    answered += 1
    onAnswer(answered)
    return {
      facts: stated.map((fact) => ({ ...fact, character, type: TYPE_OF_ATTRIBUTE[fact.attribute] })),
      unproved: found.length - stated.length,
    }
  })
  return {
    facts: answers.flatMap(({ facts }) => facts),
    unproved: answers.reduce((sum, { unproved }) => sum + unproved, 0),
  }
}
