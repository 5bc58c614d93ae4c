/** Of all takes, in Hz. */
export const SAMPLE_RATE = 24_000

/** One channel, full scale being 1. */
export type Samples = Float32Array<ArrayBuffer>
