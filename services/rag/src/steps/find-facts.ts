import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import { runBounded } from '@vss/shared/process/run-bounded.ts'
import { type CharacterFact, TYPE_OF_ATTRIBUTE } from '@vss/shared/story/facts.ts'
import type { Scene, Story } from '@vss/shared/story/story.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { makeNameFinder } from '../corpus/name-finder.ts'
import type { FactFinder } from '../providers/fact-finder.ts'
import { filterStatedFacts, textsOfScene } from './filter-stated-facts.ts'

/** Raise it when the meaning of a finder's answer changes, so that stored answers are not reused. */
const STEP_VERSION = 1

/** Names that were asked for, each once; without any, everyone who speaks, by first appearance. */
export const pickCharacters = (story: Story, asked: readonly string[] | null | undefined): string[] => {
  const names = (asked ?? []).map((name) => name.trim()).filter((name) => name !== '')
  if (names.length) return [...new Set(names)]
  return [...new Set(story.scenes.flatMap(({ dialogues }) => dialogues.flatMap(({ speaker }) => speaker ?? [])))]
}

/** One question to the fact finder: a character and some of the scenes they appear in. */
export type FactCall = { character: string; scenes: Scene[] }

/** A name and its short forms: the words of a name with several, the given name of a Chinese name. */
const formsOf = (name: string): string[] => {
  const words = name.split(' ').filter((word) => word.length > 2)
  return /^\p{Script=Han}{3,4}$/u.test(name) ? [name, name.slice(-2)] : [name, ...words]
}

/**
 * Plans the calls for each character. A character appears in a scene if they speak there or are named there, in full or
 * in part; a character who appears nowhere has no call. Every call has at most `scenesPerCall` scenes, in storyline order.
 */
export const planFactCalls = (story: Story, characters: readonly string[], scenesPerCall: number): FactCall[] => {
  const findNames = makeNameFinder(characters.flatMap(formsOf))
  const namedIn = story.scenes.map((scene) => new Set(findNames(textsOfScene(scene).join('\n'))))
  const speaksIn = story.scenes.map(({ dialogues }) => new Set(dialogues.map(({ speaker }) => speaker)))
  return characters.flatMap((character) => {
    const forms = formsOf(character)
    const scenes = story.scenes.filter(
      (_, at) => speaksIn[at]?.has(character) || forms.some((form) => namedIn[at]?.has(form)),
    )
    return Array.from({ length: Math.ceil(scenes.length / scenesPerCall) }, (_, part) => ({
      character,
      scenes: scenes.slice(part * scenesPerCall, (part + 1) * scenesPerCall),
    }))
  })
}

export type FindOptions = {
  /** The most calls of one task that are in flight. */
  concurrency: number
  temperature: number | null | undefined
  onAnswer(answered: number): void
}

/**
 * Makes every call, each a step of its own: after a crash only unanswered calls are made again. Once a call has failed no
 * new one starts, and calls in flight are awaited, because their answers are paid and stored. `unproved` counts facts
 * that a finder reported and that the named scene does not state.
 */
export const findFacts = async (
  finder: FactFinder,
  story: Story,
  calls: readonly FactCall[],
  run: Run,
  { concurrency, temperature, onAnswer }: FindOptions,
): Promise<{ facts: CharacterFact[]; unproved: number }> => {
  // The cast is the same for every call, and long in a story of many people, so it is hashed once.
  const cast = hashInput(STEP_VERSION, story.characters)
  let answered = 0
  const answers = await runBounded(calls, concurrency, async ({ character, scenes }, at) => {
    run.signal.throwIfAborted()
    const freedom = temperature == null ? {} : { temperature }
    const question = { character, lang: story.lang, scenes, cast: story.characters, ...freedom }
    const input = { model: finder.model, ...question, cast }
    // Step keys appear in traces, so they do not contain names.
    const found = await run.step(`facts/${at}`, STEP_VERSION, input, (signal) => finder.find(question, signal))
    const stated = filterStatedFacts(found, scenes)
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
