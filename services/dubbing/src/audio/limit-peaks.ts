/** Between two samples a wave may be higher than both: looked at four times as finely, as ITU-R BS.1770 asks. */
const OVERSAMPLING = 4
/** Samples on either side that a point between two is computed from. */
const REACH = 6

/** One row of weights for each point between two samples: a sinc under a Hann window. */
const BETWEEN = Array.from({ length: OVERSAMPLING - 1 }, (_row, phase) => {
  const at = (phase + 1) / OVERSAMPLING
  return Float64Array.from({ length: 2 * REACH }, (_tap, tap) => {
    const distance = tap - (REACH - 1) - at
    return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * Math.cos((Math.PI * distance) / (2 * REACH)) ** 2
  })
})

/** The wave is looked at in blocks: most of speech is far below any limit. */
const BLOCK = 64
/** A point between samples is at most so many times as high as the samples it is computed from. */
const MOST_ABOVE = Math.max(...BETWEEN.map((weights) => weights.reduce((sum, weight) => sum + Math.abs(weight), 0)))

const highest = (samples: Float64Array, from: number, to: number): number => {
  let high = 0
  for (let n = Math.max(0, from); n < Math.min(samples.length, to); n += 1)
    high = Math.max(high, Math.abs(samples[n] ?? 0))
  return high
}

/** How high the wave goes from each sample to the next; where it cannot be above `limit`, as high as the sample. */
const peaksOf = (samples: Float64Array, limit: number): Float64Array => {
  const padded = new Float64Array(samples.length + 2 * REACH)
  padded.set(samples, REACH)
  const peaks = samples.map(Math.abs)
  for (let start = 0; start < samples.length; start += BLOCK) {
    const end = Math.min(samples.length, start + BLOCK)
    if (highest(samples, start - REACH, end + REACH) * MOST_ABOVE <= limit) continue
    for (const weights of BETWEEN) {
      for (let n = start; n < end; n += 1) {
        let value = 0
        for (let tap = 0; tap < 2 * REACH; tap += 1) value += (weights[tap] ?? 0) * (padded[n + tap + 1] ?? 0)
        peaks[n] = Math.max(peaks[n] ?? 0, Math.abs(value))
      }
    }
  }
  return peaks
}

/** The true peak, full scale being 1, as far as it is above `limit`. */
export const truePeakOf = (samples: Float64Array, limit: number): number => {
  const peaks = peaksOf(samples, limit)
  return highest(peaks, 0, peaks.length)
}

const ATTACK_SEC = 0.002
const RELEASE_SEC = 0.05

/**
 * The samples with peaks above `limit` taken down: softly over 2 ms before a peak, and back within some 50 ms. Before
 * and after, nothing changes.
 */
export const limitPeaks = (samples: Float64Array, limit: number, sampleRate: number): Float64Array<ArrayBuffer> => {
  const attack = Math.round(ATTACK_SEC * sampleRate)
  const release = 1 - Math.exp(-1 / (RELEASE_SEC * sampleRate))
  const gains = new Float64Array(samples.length).fill(1)
  const peaks = peaksOf(samples, limit)
  for (let n = 0; n < peaks.length; n += 1) {
    const peak = peaks[n] ?? 0
    if (peak <= limit) continue
    for (let i = Math.max(0, n - attack); i <= n; i += 1) gains[i] = Math.min(gains[i] ?? 1, limit / peak)
  }
  for (let n = 1; n < gains.length; n += 1) {
    const before = gains[n - 1] ?? 1
    gains[n] = Math.min(gains[n] ?? 1, before + (1 - before) * release)
  }
  // The mean of the last 2 ms is no higher than what the peak needs, as all of them are held down for it.
  const limited = new Float64Array(samples.length)
  let sum = (attack + 1) * (gains[0] ?? 1)
  for (let n = 0; n < samples.length; n += 1) {
    sum += (gains[n] ?? 1) - (gains[Math.max(0, n - attack - 1)] ?? 1)
    limited[n] = ((samples[n] ?? 0) * sum) / (attack + 1)
  }
  return limited
}
