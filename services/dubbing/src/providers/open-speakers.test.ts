import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeGoogleTestKey } from '../testing/google-tts-stub.ts'
import { openSpeakers } from './open-speakers.ts'

const directory = mkdtempSync(join(tmpdir(), 'vss-voices-'))
const fileWith = (name: string, text: string): string => {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}
const KEY = fileWith('key.json', JSON.stringify(makeGoogleTestKey()))
const NOWHERE = join(directory, 'missing.json')
const PAI = { PAI_EAS_SERVICE_URL: 'http://127.0.0.1:9', PAI_EAS_TOKEN: 't' }

type Settings = Parameters<typeof openSpeakers>[0]
const make = async (settings: Partial<Settings>) => {
  const base = { AI_MODE: 'auto', GOOGLE_APPLICATION_CREDENTIALS: NOWHERE } as const
  const { speakers, problems } = await openSpeakers({ ...base, ...settings }, [])
  return { names: Object.keys(speakers), problems }
}

test('a provider is there when its settings are', async () => {
  expect(await make({ GOOGLE_APPLICATION_CREDENTIALS: KEY })).toEqual({ names: ['google_tts'], problems: [] })
  expect(await make(PAI)).toEqual({ names: ['aliyun_paieas'], problems: [] })
  expect((await make({ GOOGLE_APPLICATION_CREDENTIALS: KEY, AI_MODE: 'live', ...PAI })).names.length).toBe(2)
})

test.each([
  ['missing', NOWHERE],
  ['empty', fileWith('empty.json', ' \n')],
])('a key file that is %s counts as none', async (_name, path) => {
  expect(await make({ GOOGLE_APPLICATION_CREDENTIALS: path })).toEqual({ names: [], problems: [] })
})

test.each([
  ['no JSON', fileWith('text.json', 'hello')],
  ['no key of a service account', fileWith('user.json', '{"type":"authorized_user","client_id":"x"}')],
  ['a folder', directory],
])('a key file that is %s is reported, and the other provider still speaks', async (_name, path) => {
  const { names, problems } = await make({ GOOGLE_APPLICATION_CREDENTIALS: path, ...PAI })
  expect(names).toEqual(['aliyun_paieas'])
  expect(problems).toEqual([expect.stringContaining(path)])
})

test.each([
  ['PAI_EAS_TOKEN', { PAI_EAS_SERVICE_URL: 'http://127.0.0.1:9' }],
  ['PAI_EAS_SERVICE_URL', { PAI_EAS_TOKEN: 'hunter2' }],
])('without %s CosyVoice is left out, with a reason that contains no secret', async (_missing, settings) => {
  const { names, problems } = await make({ GOOGLE_APPLICATION_CREDENTIALS: KEY, ...settings })
  expect(names).toEqual(['google_tts'])
  expect(problems).toEqual([expect.stringContaining('CosyVoice needs both')])
  expect(problems.join()).not.toContain('hunter2')
})

test('offline has no live provider, whatever keys there are', async () => {
  const settings = { AI_MODE: 'offline', GOOGLE_APPLICATION_CREDENTIALS: KEY, ...PAI } as const
  expect(await make(settings)).toEqual({ names: [], problems: [] })
})
