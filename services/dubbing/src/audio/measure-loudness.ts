/** ITU-R BS.1770-4: blocks of 0.4 s, one every 0.1 s; those below the gates do not count. */
const BLOCK_SEC = 0.4
const STEP_SEC = 0.1
const ABSOLUTE_GATE_LUFS = -70
const RELATIVE_GATE_LU = -10
const OFFSET_LU = -0.691
/** Shorter audio is measured repeated, so that it fills some blocks. */
const MIN_MEASURED_SEC = 1

type Biquad = { b0: number; b1: number; b2: number; a1: number; a2: number }

/**
 * The two filters of K-weighting at any sample rate: the standard gives coefficients for 48 kHz alone; these are the
 * analogue filters behind them, as libebur128 has them.
 */
const kWeighting = (sampleRate: number): [Biquad, Biquad] => {
  const shelfK = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const shelfQ = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const shelfA0 = 1 + shelfK / shelfQ + shelfK * shelfK
  const passK = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const passQ = 0.5003270373238773
  const passA0 = 1 + passK / passQ + passK * passK
  return [
    {
      b0: (high + (band * shelfK) / shelfQ + shelfK * shelfK) / shelfA0,
      b1: (2 * (shelfK * shelfK - high)) / shelfA0,
      b2: (high - (band * shelfK) / shelfQ + shelfK * shelfK) / shelfA0,
      a1: (2 * (shelfK * shelfK - 1)) / shelfA0,
      a2: (1 - shelfK / shelfQ + shelfK * shelfK) / shelfA0,
    },
    { b0: 1, b1: -2, b2: 1, a1: (2 * (passK * passK - 1)) / passA0, a2: (1 - passK / passQ + passK * passK) / passA0 },
  ]
}

const filter = (samples: Float64Array, { b0, b1, b2, a1, a2 }: Biquad): void => {
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  for (let i = 0; i < samples.length; i += 1) {
    const x = samples[i] ?? 0
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    x2 = x1
    x1 = x
    y2 = y1
    y1 = y
    samples[i] = y
  }
}

const repeated = (samples: Float64Array, times: number): Float64Array => {
  const all = new Float64Array(samples.length * times)
  for (let n = 0; n < times; n += 1) all.set(samples, n * samples.length)
  return all
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const toLufs = (power: number): number => OFFSET_LU + 10 * Math.log10(power)

/** Integrated loudness of one channel in LUFS, full scale being 1; −Infinity for silence. */
export const measureLoudness = (samples: Float64Array, sampleRate: number): number => {
  const heardSamples = repeated(samples, Math.max(1, Math.ceil((MIN_MEASURED_SEC * sampleRate) / samples.length)))
  for (const biquad of kWeighting(sampleRate)) filter(heardSamples, biquad)
  const [block, step] = [Math.round(BLOCK_SEC * sampleRate), Math.round(STEP_SEC * sampleRate)]
  const powers: number[] = []
  for (let start = 0; start + block <= heardSamples.length; start += step) {
    let sum = 0
    for (let i = start; i < start + block; i += 1) sum += (heardSamples[i] ?? 0) ** 2
    powers.push(sum / block)
  }
  const heard = powers.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS)
  if (heard.length === 0) return Number.NEGATIVE_INFINITY
  const gate = toLufs(meanOf(heard)) + RELATIVE_GATE_LU
  return toLufs(meanOf(heard.filter((power) => toLufs(power) > gate)))
}
