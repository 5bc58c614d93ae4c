import { readFileSync } from 'node:fs'
import { spokenSeconds } from './spoken-seconds.ts'

/** Takes the place of espeak-ng: reads a text, writes a tone that lasts as long as the text takes to say. */

const SAMPLE_RATE = 22_050
const TONE_HZ = 220
/** About as loud as a voice. */
const AMPLITUDE = 5_000

const text = readFileSync(0, 'utf8')
const seconds = spokenSeconds(text)
const samples = Math.round(seconds * SAMPLE_RATE)
const wav = Buffer.alloc(44 + samples * 2)
wav.write('RIFF', 0, 'latin1')
wav.writeUInt32LE(36 + samples * 2, 4)
wav.write('WAVEfmt ', 8, 'latin1')
wav.writeUInt32LE(16, 16)
wav.writeUInt16LE(1, 20)
wav.writeUInt16LE(1, 22)
wav.writeUInt32LE(SAMPLE_RATE, 24)
wav.writeUInt32LE(SAMPLE_RATE * 2, 28)
wav.writeUInt16LE(2, 32)
wav.writeUInt16LE(16, 34)
wav.write('data', 36, 'latin1')
wav.writeUInt32LE(samples * 2, 40)
for (let at = 0; at < samples; at += 1)
  wav.writeInt16LE(Math.round(AMPLITUDE * Math.sin((2 * Math.PI * TONE_HZ * at) / SAMPLE_RATE)), 44 + at * 2)
process.stdout.write(wav)
