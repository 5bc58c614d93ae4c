import { writeWav } from '@vss/shared/audio/wav.ts'

/** A mono 16-bit WAV file with a quiet ramp in it. */
export const makeWav = (sampleRate: number, samples: number): Buffer => {
  const data = Buffer.alloc(samples * 2)
  for (let at = 0; at < samples; at++) data.writeInt16LE((at % 200) * 20, at * 2)
  return writeWav(data, { sampleRate, channels: 1 })
}
