import { fenceData, fillPrompt } from '@vss/shared/ai/prompt.ts'
import { expect, test } from 'vitest'
import { translatePromptsInto, writerPromptsIn } from './prompts.ts'

const DATA = ['wishes', 'people', 'outline', 'scenes', 'passage', 'passages', 'problems']

const prompts = [
  ...['zh', 'en', 'fr'].map((lang) => ['translate', lang, translatePromptsInto(lang).prompt] as const),
  ...['zh', 'en'].flatMap((lang) => {
    const { draft, shorten, rewrite } = writerPromptsIn(lang)
    return Object.entries({ draft, shorten, rewrite }).map(([name, text]) => [name, lang, text] as const)
  }),
]
test.each(prompts)('%s in %s shows each material once and never fills it as a template', (_name, _lang, text) => {
  const slots = [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, slot = '']) => slot))]
  const data = slots.filter((slot) => DATA.includes(slot))
  const hostile = '{scenes}{passage}'
  const filling = (slot: string) => (data.includes(slot) ? fenceData(slot, hostile) : 'x')
  const filled = fillPrompt(text, Object.fromEntries(slots.map((slot) => [slot, filling(slot)])))
  expect(data.length).toBeGreaterThan(0)
  for (const slot of data) expect(filled.split(`<${slot}>\n`)).toHaveLength(2)
  expect(filled.split(hostile)).toHaveLength(data.length + 1)
  expect(filled.replaceAll(hostile, '')).not.toMatch(/\{\w+\}/)
})

test('the same words exist in both languages', () => {
  const [zh, en] = [writerPromptsIn('zh'), writerPromptsIn('en')]
  for (const key of ['styles', 'focuses', 'perspectives', 'languages'] as const)
    expect(Object.keys(zh[key])).toEqual(Object.keys(en[key]))
})
