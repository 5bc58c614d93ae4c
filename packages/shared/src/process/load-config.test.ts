import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { count, loadConfig } from './load-config.ts'

const schema = z.object({ PASSWORD: z.string(), SLOTS: count(3), NOTE: z.string().optional() })
const secret = (text: string) => {
  const path = join(mkdtempSync(join(tmpdir(), 'vss-secret-')), 'secret')
  writeFileSync(path, text)
  return path
}

test('a setting may be in a file; the environment wins, and a blank value counts as absent', () => {
  const PASSWORD_FILE = secret('from the file\n')
  expect(loadConfig(schema, { PASSWORD_FILE })).toEqual({ PASSWORD: 'from the file', SLOTS: 3 })
  expect(loadConfig(schema, { PASSWORD_FILE, PASSWORD: 'said' }).PASSWORD).toBe('said')
  expect(loadConfig(schema, { PASSWORD_FILE, PASSWORD: '  ', NOTE: '' })).toEqual({
    PASSWORD: 'from the file',
    SLOTS: 3,
  })
  expect(loadConfig(schema, { PASSWORD: 'x', NOTE_FILE: secret('\n') })).toEqual({ PASSWORD: 'x', SLOTS: 3 })
})

test('a missing file is named, and a wrong setting is named without its value', () => {
  expect(() => loadConfig(schema, { PASSWORD_FILE: '/nowhere/at/all' })).toThrow(/PASSWORD_FILE.*\/nowhere\/at\/all/)
  expect(() => loadConfig(schema, { SLOTS: 'hunter2' })).toThrow(/PASSWORD is missing/)
  expect(() => loadConfig(schema, { SLOTS: 'hunter2' })).not.toThrow(/hunter2/)
})
