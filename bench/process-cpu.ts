import { readdirSync, readFileSync } from 'node:fs'

/** Linux reports CPU time in hundredths of a second (USER_HZ), independent of its own tick. */
const TICKS_PER_SEC = 100

type Usage = { pid: number; parent: number; seconds: number }

/** CPU time of a process and of its children that have ended. Undefined when the process has ended. */
const usageOf = (pid: string): Usage | undefined => {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The name in parentheses may contain blanks; proc(5) numbers the fields after it from 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = [14, 15, 16, 17].reduce((sum, field) => sum + Number(fields[field - 3]), 0)
  return { pid: Number(pid), parent: Number(fields[4 - 3]), seconds: ticks / TICKS_PER_SEC }
}

/** Seconds of CPU time that each named process and all its descendants have used so far. */
export const readCpu = (pids: ReadonlyMap<string, number>): Map<string, number> => {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => usageOf(pid) ?? [])
  const secondsOf = (root: number): number =>
    all
      .filter(({ parent }) => parent === root)
      .reduce((sum, { pid }) => sum + secondsOf(pid), all.find(({ pid }) => pid === root)?.seconds ?? 0)
  return new Map([...pids].map(([name, pid]) => [name, secondsOf(pid)]))
}

/** `after` − `before`, minus the CPU time that the processes use in `seconds` at rest. */
export const spentCpu = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  idle: ReadonlyMap<string, number> = new Map(),
  seconds = 0,
): Map<string, number> =>
  new Map(
    [...after].map(([name, used]) => [
      name,
      Math.max(0, used - (before.get(name) ?? 0) - (idle.get(name) ?? 0) * seconds),
    ]),
  )
