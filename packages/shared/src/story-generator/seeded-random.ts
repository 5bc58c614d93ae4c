/** Random choices that are the same for the same seed on every machine. */
export type SeededRandom = {
  /** An integer from `min` to `max`, both included. */
  int: (min: number, max: number) => number
  chance: (probability: number) => boolean
  /** One of a list that must not be empty. */
  pick: <T>(list: readonly T[]) => T
  /** `count` different members in random order, or all of a shorter list. */
  sample: <T>(list: readonly T[], count: number) => T[]
  uuid: () => string
}

/** Lehmer's generator with the constants of Park, Miller and Stockmeyer (CACM 36/7, 1993): exact in doubles. */
const MODULUS = 2 ** 31 - 1
const MULTIPLIER = 48_271
/** Neighbouring seeds begin with similar numbers; after some steps they differ. */
const DISCARDED_STEPS = 10

const makeLehmer = (seed: number): (() => number) => {
  let state = (Math.abs(Math.trunc(seed)) % (MODULUS - 1)) + 1
  const next = () => {
    state = (state * MULTIPLIER) % MODULUS
    return (state - 1) / (MODULUS - 1)
  }
  for (let step = 0; step < DISCARDED_STEPS; step += 1) next()
  return next
}

export const makeSeededRandom = (seed: number): SeededRandom => {
  const next = makeLehmer(seed)
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  const pick = <T>(list: readonly T[]): T => {
    if (!list.length) throw new RangeError('pick takes a list with members')
    return list[int(0, list.length - 1)] as T
  }
  const sample = <T>(list: readonly T[], count: number): T[] => {
    const left = [...list]
    const taken: T[] = []
    while (taken.length < count && left.length) taken.push(...left.splice(int(0, left.length - 1), 1))
    return taken
  }
  const hex = (digits: number) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join('')
  return {
    int,
    chance: (probability) => next() < probability,
    pick,
    sample,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`,
  }
}
