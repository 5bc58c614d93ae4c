import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const text = readFileSync(new URL('../CONTRIBUTING.md', import.meta.url), 'utf8')
const RECIPES = ['task type', 'voice provider', 'export format', 'error code', 'output language', 'migration']

test('there is a recipe for everything that is added again and again', () => {
  for (const recipe of RECIPES) expect(text).toMatch(new RegExp(`^### A(n| new)? (new )?${recipe}$`, 'm'))
})

test('every file that a recipe names exists', () => {
  const named = [...text.matchAll(/`((?:packages|services|scripts|conf|docs)\/[\w./-]+\.\w+)`/g)].map(
    ([, path = '']) => path,
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((path) => !existsSync(`${root}${path}`))).toEqual([])
})
