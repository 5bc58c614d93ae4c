import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const [english, chinese] = [read('./deploy.md'), read('./deploy.zh-CN.md')]
const chapterOf = (text: string, number: number) =>
  text.split(/^## /m).find((chapter) => chapter.startsWith(`${number}. `)) ?? ''
const live = [chapterOf(english, 8), chapterOf(chinese, 8)] as const

/** Settings, paths and commands: what must not differ between the languages. */
const literalsOf = (text: string) =>
  [...new Set([...text.matchAll(/`([^`\n]+)`|<(https[^>]+)>/g)].map(([, code, url]) => code ?? url))].sort()
const settingsOf = (text: string) => [
  ...new Set(text.match(/\b(GOOGLE|GEMINI|PROVIDER|BUDGET|RMB|PAI)_[A-Z_]+[A-Z]\b/g) ?? []),
]

test('both languages have the same chapters', () => {
  const numbersOf = (text: string) => [...text.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number))
  expect(numbersOf(english)).toEqual(Array.from({ length: 15 }, (_, at) => at + 1))
  expect(numbersOf(chinese)).toEqual(numbersOf(english))
})

test('both languages say the same settings, files, addresses and models about going live', () => {
  const [en, zh] = live.map((text) => literalsOf(text.replaceAll(/```[\s\S]*?```/g, '')))
  expect(en?.length).toBeGreaterThan(40)
  expect(zh).toEqual(en)
})

test('every setting they name exists', () => {
  const listed = read('../.env.example')
  for (const text of live)
    for (const name of settingsOf(text))
      expect([name, listed]).toEqual([name, expect.stringContaining(`\n${name.replace(/_FILE$/, '')}=`)])
})

test('what they show of the start is what it says', () => {
  const script = read('../scripts/lib/init-docker.sh')
  const providers = read('../scripts/lib/voice-settings.tsv')
  for (const text of live) {
    for (const place of [text, script])
      expect(place).toContain('facts, narration, translation, clips, search by meaning')
    const [, title, setting] = /^ +(\w+) +off: (\w+) is empty$/m.exec(text) ?? []
    expect(providers).toContain(`\n${title}\t${setting}\tprovider\t`)
  }
})
