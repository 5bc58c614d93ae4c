import { readFileSync } from 'node:fs'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'

const FILES = { zh: 'zh/huigan.blueprint.json', en: 'en/slack-water.dataset.json' } as const

const sampleUrl = (lang: 'zh' | 'en') => new URL(`../../../../samples/${FILES[lang]}`, import.meta.url)

/** A sample story of the repository, as an Edge uploads it. */
export const rawSample = (lang: 'zh' | 'en'): Record<string, unknown> =>
  JSON.parse(readFileSync(sampleUrl(lang), 'utf8')) as Record<string, unknown>

export const sampleStory = (lang: 'zh' | 'en'): Story => normaliseStory(rawSample(lang), 'sample')
