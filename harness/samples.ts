import { readFileSync } from 'node:fs'
import type { Production } from './run-production.ts'

const sample = (path: string) => readFileSync(new URL(`../samples/${path}`, import.meta.url))

export const chineseStory = () => sample('zh/huigan.blueprint.json')
export const englishStory = () => sample('en/slack-water.dataset.json')

/** The sample story of a language as a production of `minutes`. */
export const sampleProduction = (lang: 'zh' | 'en', minutes: number): Production =>
  lang === 'zh'
    ? {
        storyName: '回甘',
        storyFile: 'huigan.blueprint.json',
        story: chineseStory(),
        lang,
        assetId: 'sample-zh',
        minutes,
      }
    : {
        storyName: 'Slack Water',
        storyFile: 'slack-water.dataset.json',
        story: englishStory(),
        lang,
        assetId: 'sample-en',
        minutes,
      }

/** One scene, two people, two lines: a task on it costs little more than the task itself. */
export const tinyStory = (): Buffer =>
  Buffer.from(
    JSON.stringify({
      project_metadata: { project_name: 'Tiny' },
      chapters: { 1: { id: 1, name: 'One', scene_ids: [1] } },
      scenes: {
        1: {
          id: 1,
          chapter_id: 1,
          start_time: '00:00:00.000',
          end_time: '00:00:20.000',
          dialogues: [
            { content: 'I am a doctor.', speaker: 'Ada', start_time: '00:00:01.000', end_time: '00:00:03.000' },
            { content: 'Then look at my hand.', speaker: 'Ben', start_time: '00:00:04.000', end_time: '00:00:07.000' },
          ],
        },
      },
    }),
  )

/** A narration as an Edge may send it: `count` short sentences, different from each other and from any other `story`. */
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

/** The payload of a dubbing in English, by a template that also speaks offline. */
export const dubbingOf = (narrationPath: string) => ({
  input_narration_path: narrationPath,
  service_params: { template_name: 'chinese_gemini_emotional', target_lang: 'en' },
})
