import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseWav, writeWav } from '@vss/shared/audio/wav.ts'
import { afterAll, expect, test } from 'vitest'
import { toSamples } from '../services/dubbing/src/audio/samples.ts'

/** The ffmpeg of the image has only the parts that the services use. */

const dockerfile = readFileSync(new URL('../Dockerfile', import.meta.url), 'utf8')
const partsOf = (kind: string): string[] =>
  new RegExp(`--enable-${kind}=(\\S+)`).exec(dockerfile)?.[1]?.split(',') ?? []

const directory = mkdtempSync(join(tmpdir(), 'vss-ffmpeg-'))
afterAll(() => rmSync(directory, { recursive: true }))

/** The formats that ffmpeg has to read and write, by ffmpeg's names. */
const askedFor = async (bitsPerSample: number, encoding: 'int' | 'float'): Promise<string[]> => {
  const path = join(directory, 'ffmpeg')
  writeFileSync(path, `#!/bin/sh\ncat > /dev/null\necho "$@" > ${directory}/asked\n`)
  chmodSync(path, 0o755)
  const wav = parseWav(writeWav(Buffer.alloc(4800), { sampleRate: 22_050, channels: 1, bitsPerSample, encoding }))
  await toSamples(path, wav, new AbortController().signal)
  return [...readFileSync(join(directory, 'asked'), 'utf8').matchAll(/-f (\w+)/g)].map(([, format]) => `pcm_${format}`)
}

test.each([
  [8, 'int'],
  [16, 'int'],
  [24, 'int'],
  [32, 'int'],
  [32, 'float'],
  [64, 'float'],
] as const)('its ffmpeg converts %i bits (%s), as voices may deliver', async (bits, encoding) => {
  const [read = '', written = ''] = await askedFor(bits, encoding)
  expect(partsOf('demuxer')).toContain(read)
  expect(partsOf('decoder')).toContain(read)
  expect(partsOf('encoder')).toContain(written)
  expect(partsOf('muxer')).toContain(written)
  expect(partsOf('filter')).toEqual(expect.arrayContaining(['aformat', 'aresample']))
})
