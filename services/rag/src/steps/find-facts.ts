import { type CharacterFact, TYPE_OF_ATTRIBUTE } from '@vss/shared/story/character-fact.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { hashInput } from '@vss/shared/worker/hash-input.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { FactFinder } from '../providers/fact-finder.ts'
import type { FactCall } from './plan-fact-calls.ts'

/** Calls under way at once in one task. A model answers them side by side; rules take turns anyway. */
const PARALLEL_CALLS = 4
/** Raised when the meaning of a finder's answer changes, so that kept answers are asked anew. */
const STEP_VERSION = 1

/** Asks every call, each a step of its own: after a crash only unanswered ones are asked again. */
export const findFacts = async (
  finder: FactFinder,
  story: Story,
  calls: readonly FactCall[],
  run: Run,
  onAnswer: (answered: number) => void,
): Promise<CharacterFact[]> => {
  const answers: CharacterFact[][] = calls.map(() => [])
  const queue = calls.entries()
  // The same for all calls, and long where everybody is someone else: not to be hashed with every one of them.
  const cast = hashInput(STEP_VERSION, story.characters)
  let answered = 0
  const ask = async () => {
    for (const [at, { character, part, scenes }] of queue) {
      run.signal.throwIfAborted()
      const question = { character, lang: story.lang, scenes, cast: story.characters }
      const input = { model: finder.model, ...question, cast }
      const found = await run.step(`facts/${character}/${part}`, STEP_VERSION, input, (signal) =>
        finder.find(question, signal),
      )
      answers[at] = found.map((fact) => ({ ...fact, character, type: TYPE_OF_ATTRIBUTE[fact.attribute] }))
      answered += 1
      onAnswer(answered)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL_CALLS }, ask))
  return answers.flat()
}
