import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateStory } from '@vss/shared/story-generator/generate-story.ts'
import { afterAll, expect, test } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'generate-story-'))
afterAll(() => rmSync(directory, { recursive: true }))

const script = fileURLToPath(new URL('./generate-story.ts', import.meta.url))
const run = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8' })

test('writes the story that the flags describe to a file or to standard output', () => {
  const flags = ['--seed', '7', '--format', 'dataset', '--lang', 'en', '--scenes', '6', '--chapters', '2', '--dirty']
  const made = generateStory({ seed: 7, format: 'dataset', lang: 'en', scenes: 6, chapters: 2, dirty: true })
  const file = join(directory, 'story.json')
  expect(run(...flags, '--out', file)).toMatchObject({ status: 0, stdout: '', stderr: '' })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(made)))
  expect(run(...flags).stdout).toBe(readFileSync(file, 'utf8'))
})

test.each([
  [['--help'], 0, '', /--format .*blueprint/],
  [['--scenes', '0'], 1, '--scenes takes a whole number from 1 to 2000, not "0".', /^$/],
  [['--scenes', '3', '--chapters', '4'], 1, '--chapters takes a whole number from 1 to 3', /^$/],
  [['--format', 'xml'], 1, '--format is one of blueprint, dataset, flat, not "xml".', /^$/],
  [['--nonsense'], 1, '--nonsense', /^$/],
  [['--out', join(directory, 'none', 'story.json')], 1, 'ENOENT', /^$/],
])('%j ends with status %i', (flags, status, complaint, output) => {
  const ended = run(...flags)
  expect(ended.status).toBe(status)
  expect(ended.stderr).toContain(complaint)
  expect(ended.stderr).not.toContain('    at ')
  expect(ended.stdout).toMatch(output)
})
