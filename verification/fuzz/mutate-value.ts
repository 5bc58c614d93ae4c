import { isRecord, type JsonRecord } from '@vss/shared/story/json-record.ts'
import type { SeededRandom } from '@vss/shared/story-generator/seeded-random.ts'
import { HOSTILE_KEYS, hostileValue, hugeValue } from './hostile-values.ts'

type Container = JsonRecord | unknown[]
type Spot = { parent: Container; key: string | number; path: string }

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null
const at = (parent: Container, key: string | number): unknown => (parent as JsonRecord)[key]

/** Sets a member as JSON.parse does: `__proto__` becomes an own member too. */
const put = (parent: Container, key: string | number, value: unknown): void => {
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
}

const remove = ({ parent, key }: Spot): void => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1)
  else delete parent[key]
}

const STOP_CHANCE = 0.25

/** Finds a random place in a value; members of the root are as likely as deep ones. Null in an empty value. */
const findSpot = (root: Container, random: SeededRandom): Spot | null => {
  let spot: Spot | null = null
  let here: unknown = root
  for (let path = ''; isContainer(here); here = at(spot.parent, spot.key)) {
    const keys = Array.isArray(here) ? [...here.keys()] : Object.keys(here)
    if (!keys.length || (spot && random.chance(STOP_CHANCE))) return spot
    const key = random.pick<string | number>(keys)
    path += `/${String(key).slice(0, 20)}`
    spot = { parent: here, key, path }
  }
  return spot
}

const shuffled = (random: SeededRandom, value: unknown): unknown => {
  if (Array.isArray(value)) return random.sample(value, value.length)
  return isRecord(value) ? Object.fromEntries(random.sample(Object.entries(value), Number.MAX_SAFE_INTEGER)) : value
}

/** Turns a list into a dictionary, a dictionary into a list, a number into text, and text into a list of one. */
const reshaped = (value: unknown): unknown => {
  if (Array.isArray(value)) return Object.fromEntries(value.entries())
  if (isRecord(value)) return Object.values(value)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() && Number.isFinite(Number(value)) ? Number(value) : [value]
}

const MANY = 3_000

const replace =
  (change: (value: unknown, random: SeededRandom, spot: Spot) => unknown) => (spot: Spot, random: SeededRandom) =>
    put(spot.parent, spot.key, change(at(spot.parent, spot.key), random, spot))

/** A value from elsewhere in the same file, so that ids and times repeat, cross and contradict each other. */
const borrowed = (spot: Spot, random: SeededRandom, root: Container): void => {
  const other = findSpot(root, random)
  if (other) put(spot.parent, spot.key, structuredClone(at(other.parent, other.key)))
}

const ofSibling = (spot: Spot, random: SeededRandom): void => {
  const siblings = Object.values(spot.parent).filter((value) => typeof value === typeof at(spot.parent, spot.key))
  put(spot.parent, spot.key, structuredClone(random.pick(siblings)))
}

const renamed = (spot: Spot, random: SeededRandom): void => {
  const value = at(spot.parent, spot.key)
  if (!Array.isArray(spot.parent)) remove(spot)
  put(spot.parent, Array.isArray(spot.parent) ? spot.key : random.pick(HOSTILE_KEYS), value)
}

const repeated = (spot: Spot, random: SeededRandom): void => {
  const value = at(spot.parent, spot.key)
  // A value borrowed from an empty place is undefined and is not written.
  const times = (JSON.stringify(value) ?? '').length < 2_000 ? random.pick([2, 40, MANY]) : 2
  const copies = Array.from({ length: times }, () => structuredClone(value))
  if (Array.isArray(spot.parent)) spot.parent.splice(Number(spot.key), 0, ...copies)
  else for (const [i, copy] of copies.entries()) put(spot.parent, `${i + 7000}`, copy)
}

type Mutation = (spot: Spot, random: SeededRandom, root: Container) => void

const MUTATIONS: Record<string, Mutation> = {
  remove,
  nothing: replace(() => null),
  hostile: replace((_, random) => hostileValue(random)),
  reshape: replace(reshaped),
  shuffle: replace((value, random) => shuffled(random, value)),
  empty: replace((value) => (Array.isArray(value) ? [] : isRecord(value) ? {} : '')),
  sibling: ofSibling,
  borrow: borrowed,
  rename: renamed,
  repeat: repeated,
  extra: (spot, random) => {
    const owner = isRecord(spot.parent) ? spot.parent : {}
    put(owner, random.pick(HOSTILE_KEYS), hostileValue(random))
  },
}

/** Corrupts a raw file in place in random ways. Returns what was done, for the report of a failure. */
export const mutateValue = (root: Container, random: SeededRandom, count: number, huge: boolean): string[] => {
  const done: string[] = []
  for (let i = 0; i < count; i += 1) {
    const spot = findSpot(root, random)
    if (!spot) break
    const name = random.pick(Object.keys(MUTATIONS))
    done.push(`${name} ${spot.path}`)
    MUTATIONS[name]?.(spot, random, root)
  }
  const spot = huge ? findSpot(root, random) : null
  if (spot) {
    done.push(`huge ${spot.path}`)
    put(spot.parent, random.chance(0.3) && isRecord(spot.parent) ? 'reviewer' : spot.key, hugeValue(random))
  }
  return done
}
