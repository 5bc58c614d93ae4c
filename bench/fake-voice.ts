import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeWav } from '@vss/shared/audio/wav.ts'

/**
 * A voice without speech synthesis, used where benches measure everything else: this file, run as a program in place of
 * espeak-ng, reads a text and writes a tone as long as the text takes to speak.
 */

const PAUSE_SEC = 0.4
const SEC_PER_CJK_CHARACTER = 0.24
const SEC_PER_OTHER_CHARACTER = 0.065

/** How long the fake voice speaks a text, in seconds. */
export const spokenSeconds = (text: string): number =>
  [...text].reduce(
    (sum, character) => sum + (character > '\u2e80' ? SEC_PER_CJK_CHARACTER : SEC_PER_OTHER_CHARACTER),
    PAUSE_SEC,
  )

const SAMPLE_RATE = 22_050
const TONE_HZ = 220
/** About as loud as a voice. */
const AMPLITUDE = 5_000

const makeTone = (seconds: number): Buffer => {
  const samples = Math.round(seconds * SAMPLE_RATE)
  const tone = Buffer.alloc(samples * 2)
  for (let at = 0; at < samples; at += 1)
    tone.writeInt16LE(Math.round(AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * at) / SAMPLE_RATE)), at * 2)
  return writeWav(tone, { sampleRate: SAMPLE_RATE, channels: 1 })
}

/** Writes a program to name in ESPEAK_PATH: the fake voice, which first waits `delaySec` as a remote service would. */
export const writeFakeVoice = (delaySec: number): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'vss-voice-')), 'voice.sh')
  const script = fileURLToPath(import.meta.url)
  writeFileSync(path, `#!/bin/sh\nsleep ${delaySec}\nexec '${process.execPath}' '${script}'\n`)
  chmodSync(path, 0o755)
  return path
}

if (import.meta.main) process.stdout.write(makeTone(spokenSeconds(readFileSync(0, 'utf8'))))
