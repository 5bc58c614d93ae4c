import { readFileSync } from 'node:fs'
import { writeWav } from '@vss/shared/audio/wav.ts'
import { spokenSeconds } from './spoken-seconds.ts'

/** Takes the place of espeak-ng: reads a text, writes a tone that lasts as long as the text takes to say. */

const SAMPLE_RATE = 22_050
const TONE_HZ = 220
/** About as loud as a voice. */
const AMPLITUDE = 5_000

const text = readFileSync(0, 'utf8')
const seconds = spokenSeconds(text)
const samples = Math.round(seconds * SAMPLE_RATE)
const tone = Buffer.alloc(samples * 2)
for (let at = 0; at < samples; at += 1)
  tone.writeInt16LE(Math.round(AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * at) / SAMPLE_RATE)), at * 2)
process.stdout.write(writeWav(tone, { sampleRate: SAMPLE_RATE, channels: 1 }))
