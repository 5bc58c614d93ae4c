import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const text = readFileSync(new URL('./architecture.md', import.meta.url), 'utf8')
const named = [...text.matchAll(/`([\w./-]+\.ts)`\s*\|\s*`(\w+)`/g)].map(([, file = '', verb = '']) => ({
  file,
  verb,
}))

test('the walk through the files is there', () => {
  expect(named.length).toBeGreaterThan(20)
})

test.each(named)('$file exports $verb', ({ file, verb }) => {
  expect(existsSync(`${root}${file}`)).toBe(true)
  expect(readFileSync(`${root}${file}`, 'utf8')).toMatch(
    new RegExp(`export (async )?(const|function\\*?) ${verb}\\b|export async function\\* ${verb}\\b`),
  )
})
