import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { nameProviders } from './name-providers.ts'

const folder = mkdtempSync(join(tmpdir(), 'vss-providers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'key')
writeFileSync(file, 'k\n')
/** A machine that has no key of Google's voices. */
const none = { GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'nothing') }

test.each<[string, Record<string, string>]>([
  ['without keys', none],
  ['offline, whatever keys there are', { ...none, GOOGLE_API_KEY: 'k', AI_MODE: 'offline' }],
  ['with half of what a voice needs', { ...none, PAI_EAS_SERVICE_URL: 'https://eas.example.com' }],
])('%s nothing is paid', (_what, env) => {
  expect(nameProviders(env)).toBe('offline providers: nothing is paid')
})

test('everybody who is paid is named, with what a task may cost, and no key', () => {
  const env = {
    GOOGLE_API_KEY_FILE: file,
    GOOGLE_APPLICATION_CREDENTIALS: file,
    PAI_EAS_SERVICE_URL: 'https://eas.example.com',
    PAI_EAS_TOKEN: 'secret',
    BUDGET_TASK_USD: '0.5',
  }
  expect(nameProviders(env)).toBe(
    'paid providers: Gemini (gemini-3.8-flash, tier free), Google voices, CosyVoice; at most 0.5 USD a task',
  )
})
