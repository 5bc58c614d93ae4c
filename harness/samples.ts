import { readFileSync } from 'node:fs'

const sample = (path: string) => readFileSync(new URL(`../samples/${path}`, import.meta.url))

export const chineseStory = () => sample('zh/huigan.blueprint.json')
export const englishStory = () => sample('en/slack-water.dataset.json')

/** A narration as an Edge may send it: `count` short sentences, no two alike and none in two narrations. */
export const narrationOf = (count: number, story = 'harbour'): Buffer =>
  Buffer.from(
    JSON.stringify({
      lang: 'en',
      style: 'objective',
      narration_script: Array.from({ length: count }, (_, index) => ({
        narration: `Sentence number ${index + 1} of the ${story} story is read aloud here.`,
        narration_source: null,
        source_scene_ids: [101],
      })),
    }),
  )
