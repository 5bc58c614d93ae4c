import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../services/gateway/src/exports/export-film.ts'

test.each([
  ['docs/getting-started.md', /\/exports\/\{(.*?)\}/],
  ['docs/getting-started.zh-CN.md', /\/exports\/\{(.*?)\}/],
  ['docs/tasks.md', /^### Exports\n([\s\S]*?)^#/m],
])('%s names every export format', (file, place) => {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
  const words = place.exec(text)?.[1]?.split(/\W+/)
  expect(words).toEqual(expect.arrayContaining([...EXPORT_FORMATS.keys()]))
})
