import type { Story } from '@vss/shared/story/story.ts'
import type { DubbedSentence } from './load-dubbing-script.ts'

/**
 * The scenes each sentence cites, by order. Ids the story does not have are left out, and a sentence that is left with
 * none takes those of the nearest one that has some, the earlier at a tie.
 */
export const citeScenes = (story: Story, sentences: readonly DubbedSentence[]): number[][] => {
  const orderOf = new Map(story.scenes.map(({ id, order }) => [id, order]))
  const known = sentences.map(({ source_scene_ids }) =>
    [...new Set((source_scene_ids ?? []).flatMap((id) => orderOf.get(Number(id)) ?? []))].sort((a, b) => a - b),
  )
  return known.map((_ids, index) => nearestKnown(known, index))
}

const nearestKnown = (known: readonly number[][], index: number): number[] => {
  for (let away = 0; away < known.length; away++) {
    for (const near of [known[index - away], known[index + away]]) if (near && near.length > 0) return near
  }
  return []
}
