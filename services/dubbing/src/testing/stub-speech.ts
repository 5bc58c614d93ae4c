import { writeWav } from '@vss/shared/audio/wav.ts'
import { likelyLengthSec } from '../speech/speech-length.ts'

const SAMPLE_RATE = 24_000
const AMPLITUDE = 6000
/** A vowel is a row of harmonics; a syllable lasts about a fifth of a second. */
const HARMONICS = [1, 2, 3, 5]
const SYLLABLE_SEC = 0.22
/** Makes the length no whole number of milliseconds: a join that rounds is noticed. */
const ODD_SAMPLES = 7

const pitchOf = (text: string): number =>
  110 + ([...text].reduce((sum, each) => sum + (each.codePointAt(0) ?? 0), 0) % 90)

/** Seconds that a stand-in service speaks a text: below the upper estimate. */
export const spokenSec = (text: string, rate: number): number => Math.max(0.2, likelyLengthSec(text, rate) * 0.8)

/** One period of a vowel. */
const makeVowel = (pitch: number): number[] => {
  const period = Math.round(SAMPLE_RATE / pitch)
  const at = (phase: number) => HARMONICS.reduce((sum, n) => sum + Math.sin(2 * Math.PI * n * phase) / n, 0)
  return Array.from({ length: period }, (_, index) => at(index / period))
}

const SYLLABLE = Array.from(
  { length: SYLLABLE_SEC * SAMPLE_RATE },
  (_, index) => 0.15 + Math.sin((Math.PI * index) / (SYLLABLE_SEC * SAMPLE_RATE)) ** 2,
)

/** 16-bit mono samples at 24,000 Hz: syllables of a voice whose pitch and length follow the text. The same each time. */
export const speakSamples = (text: string, rate: number): Buffer => {
  const count = Math.round(spokenSec(text, rate) * SAMPLE_RATE) + ODD_SAMPLES
  const vowel = makeVowel(pitchOf(text))
  const samples = Buffer.alloc(count * 2)
  for (let index = 0; index < count; index += 1) {
    const loudness = SYLLABLE[index % SYLLABLE.length] ?? 0
    samples.writeInt16LE(Math.round(AMPLITUDE * loudness * (vowel[index % vowel.length] ?? 0)), index * 2)
  }
  return samples
}

/** Where a plain file's `data` chunk begins. */
const DATA_AT = 36

/** A WAV file as services write it: with a LIST chunk before the samples, which therefore do not begin at byte 44. */
export const toServiceWav = (samples: Buffer): Buffer => {
  const list = Buffer.from('LIST\x1a\0\0\0INFOISFT\x0e\0\0\0Lavf58.76.100\0', 'latin1')
  const plain = writeWav(samples, { sampleRate: SAMPLE_RATE, channels: 1 })
  const wav = Buffer.concat([plain.subarray(0, DATA_AT), list, plain.subarray(DATA_AT)])
  wav.writeUInt32LE(wav.length - 8, 4)
  return wav
}
