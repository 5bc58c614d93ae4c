import type { Scene, Story } from '@vss/shared/story/story.ts'
import { makeNameFinder } from '../corpus/make-name-finder.ts'
import { textsOfScene } from './texts-of-scene.ts'

/** One question to the fact finder: a character and some of the scenes they appear in. */
export type FactCall = { character: string; scenes: Scene[] }

/** What a name is shortened to: its words where it has several, the given name of a Chinese one. */
const formsOf = (name: string): string[] => {
  const words = name.split(' ').filter((word) => word.length > 2)
  return /^\p{Script=Han}{3,4}$/u.test(name) ? [name, name.slice(-2)] : [name, ...words]
}

/**
 * Who appears in which scenes: they speak, or are named there, in full or in part. A character found nowhere has no
 * call. Every call holds at most `scenesPerCall` scenes, in storyline order.
 */
export const planFactCalls = (story: Story, characters: readonly string[], scenesPerCall: number): FactCall[] => {
  const find = makeNameFinder(characters.flatMap(formsOf))
  const namedIn = story.scenes.map((scene) => new Set(find(textsOfScene(scene).join('\n'))))
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
