import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderVoiceSettings, VOICE_SETTINGS_FILE, voiceShellSettings } from './voice-settings.ts'

test('the file that the shell reads is the list of the providers: `pnpm voice-settings` writes it', () => {
  expect(readFileSync(VOICE_SETTINGS_FILE, 'utf8')).toBe(renderVoiceSettings())
})

test('a setting that another one makes necessary can be given, or the shell says where to put it', () => {
  for (const { name, neededWith, option, text, kind } of voiceShellSettings)
    if (neededWith) expect([name, typeof kind === 'object' ? text : option]).toEqual([name, expect.any(String)])
})

test('no text breaks the columns of the file', () => {
  for (const { name, text = '' } of voiceShellSettings)
    expect([name, text]).toEqual([name, expect.not.stringMatching(/[\t\n]|^-$/)])
})
