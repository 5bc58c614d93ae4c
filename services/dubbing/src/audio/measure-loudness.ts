import type { Samples } from './samples.ts'

/** ITU-R BS.1770-4: blocks of four steps that overlap, a new one at each step. Blocks below the gates do not count. */
const STEP_SEC = 0.1
const STEPS = 4
const ABSOLUTE_GATE_LUFS = -70
const RELATIVE_GATE_LU = -10
const OFFSET_LU = -0.691
/** Shorter audio is repeated for the measurement, so that it fills some blocks. */
const MIN_MEASURED_SEC = 1

type Biquad = { b0: number; b1: number; b2: number; a1: number; a2: number }

/**
 * The two filters of K-weighting at any sample rate: the standard gives coefficients for 48 kHz only. They are
 * derived here from the analogue filters, with the constants of libebur128.
 */
const kWeighting = (sampleRate: number): { shelf: Biquad; pass: Biquad } => {
  const shelfK = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const shelfQ = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const shelfA0 = 1 + shelfK / shelfQ + shelfK * shelfK
  const passK = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const passQ = 0.5003270373238773
  const passA0 = 1 + passK / passQ + passK * passK
  return {
    shelf: {
      b0: (high + (band * shelfK) / shelfQ + shelfK * shelfK) / shelfA0,
      b1: (2 * (shelfK * shelfK - high)) / shelfA0,
      b2: (high - (band * shelfK) / shelfQ + shelfK * shelfK) / shelfA0,
      a1: (2 * (shelfK * shelfK - 1)) / shelfA0,
      a2: (1 - shelfK / shelfQ + shelfK * shelfK) / shelfA0,
    },
    pass: {
      b0: 1,
      b1: -2,
      b2: 1,
      a1: (2 * (passK * passK - 1)) / passA0,
      a2: (1 - passK / passQ + passK * passK) / passA0,
    },
  }
}

/** A filter with memory: it takes one sample after the other. */
const makeFilter = ({ b0, b1, b2, a1, a2 }: Biquad): ((x: number) => number) => {
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  return (x) => {
    const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    x2 = x1
    x1 = x
    y2 = y1
    y1 = y
    return y
  }
}

/** The K-weighted energy of each whole step of 0.1 s. */
const stepEnergies = (samples: Samples, sampleRate: number): number[] => {
  const { shelf, pass } = kWeighting(sampleRate)
  const [applyShelf, applyPass] = [makeFilter(shelf), makeFilter(pass)]
  const step = Math.round(STEP_SEC * sampleRate)
  const length = samples.length * Math.max(1, Math.ceil((MIN_MEASURED_SEC * sampleRate) / samples.length))
  const energies: number[] = []
  let sum = 0
  for (let n = 0; n < length; n += 1) {
    sum += applyPass(applyShelf(samples[n % samples.length] ?? 0)) ** 2
    if ((n + 1) % step === 0) {
      energies.push(sum / step)
      sum = 0
    }
  }
  return energies
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const toLufs = (power: number): number => OFFSET_LU + 10 * Math.log10(power)

/** Integrated loudness of one channel in LUFS, where full scale is 1; −Infinity for silence. */
export const measureLoudness = (samples: Samples, sampleRate: number): number => {
  const energies = stepEnergies(samples, sampleRate)
  const powers = energies.slice(STEPS - 1).map((_, at) => meanOf(energies.slice(at, at + STEPS)))
  const heard = powers.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS)
  if (heard.length === 0) return Number.NEGATIVE_INFINITY
  const gate = toLufs(meanOf(heard)) + RELATIVE_GATE_LU
  return toLufs(meanOf(heard.filter((power) => toLufs(power) > gate)))
}
