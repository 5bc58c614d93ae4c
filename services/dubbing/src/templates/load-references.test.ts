import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseTemplates } from './dubbing-templates.ts'
import { loadReferences } from './load-references.ts'

const directory = mkdtempSync(join(tmpdir(), 'vss-references-'))
mkdirSync(join(directory, 'voices'))
const clip = join(directory, 'voices', '旁白.wav')

const load = (...references: string[]) => {
  const template = (reference: string, index: number) =>
    `  t${index}: { provider: aliyun_paieas, model: m, mode: natural_language_replication, speed: 1, ${reference} }`
  const yaml = `templates:\n${references.map(template).join('\n')}\noffline: { languages: {}, timbres: {} }`
  return loadReferences(parseTemplates(yaml, 'test'), join(directory, 'templates.yaml'))
}
const at = (path: string, text = '你好') => `reference: { audio_path: "${path}", text: ${text} }`

test('a clip is found next to the template file or by its full path, and its id follows from clip and text', async () => {
  writeFileSync(clip, 'one')
  const { references, problems } = await load(at('voices/旁白.wav'), at(clip), at(clip, '再见'))
  expect(problems).toEqual([])
  expect(references.get('t0')).toMatchObject({ fileName: '旁白.wav', audio: Buffer.from('one'), text: '你好' })
  expect(references.get('t1')?.id).toBe(references.get('t0')?.id)
  expect(references.get('t2')?.id).not.toBe(references.get('t0')?.id)
})

test('another clip under the same name is another voice', async () => {
  writeFileSync(clip, 'one')
  const before = (await load(at(clip))).references.get('t0')?.id
  writeFileSync(clip, 'two')
  expect((await load(at(clip))).references.get('t0')?.id).not.toBe(before)
})

test('a clip that cannot be read is reported with its template, and the others are loaded', async () => {
  writeFileSync(clip, 'one')
  const { references, problems } = await load(at('nowhere.wav'), at(clip), 'instruct: 慢')
  expect([...references.keys()]).toEqual(['t1'])
  expect(problems).toEqual([expect.stringMatching(/template t0 .*nowhere\.wav/)])
})
