import { narrationScriptInput } from '@vss/shared/contracts/files/narration-script.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import { expect, test } from 'vitest'
import { rawSample } from '../testing/sample-story.ts'
import { parseLanguages } from './assignment.ts'

const story = normaliseStory(rawSample('en'), 'blueprint_path')
const choose = (script: object, source_lang?: string) =>
  parseLanguages(
    { source_lang, target_lang: 'fr-FR' },
    narrationScriptInput.parse({ narration_script: [{ narration: 'A.' }], ...script }),
    story,
  )

test.each([
  [{ target_lang: 'de', lang: 'zh' }, 'ja', 'de'],
  [{ lang: 'zh-CN' }, 'ja', 'zh'],
  [{}, 'ja-JP', 'ja'],
  [{ lang: 'x', target_lang: '' }, 'ja', 'ja'],
  [{ lang: 'N/A' }, undefined, 'en'],
])('a script that says %j, asked as %s, is translated from %s', (script, asked, from) => {
  expect(choose(script, asked)).toEqual({ sourceLang: from, targetLang: 'fr' })
})
