import { MAX_ATTEMPTS } from '@vss/shared/ledger/submit-task.ts'
import { isDispatchable, type LedgerModel, liveSlots } from './ledger-model.ts'
import { isInFlight, isTerminal, type TaskRow } from './task-row.ts'
import { type BusySlot, SERVICE, type World } from './world.ts'

/** The promises of the protocol. A broken one is reported in these words. */
export type Invariant =
  | 'every accepted task ends soon after the faults stop'
  | 'a terminal task never changes'
  | 'only the newest claim of an open task writes'
  | 'the newest claim of a running task is not refused'
  | 'a task has one worker at a time'
  | 'in flight stays within the slots'
  | 'no ready task waits while slots are free'
  | 'the next task is of the organisation with the fewest in flight'
  | 'a task is claimed at most five times'
  | 'a finished step never runs again'
  | 'all tasks use the same take'
  | 'events are numbered without gaps and end with one terminal event'
  | 'every event is published'

export class InvariantBroken extends Error {
  readonly invariant: Invariant

  constructor(invariant: Invariant, detail: string) {
    super(`${invariant}: ${detail}`)
    this.name = 'InvariantBroken'
    this.invariant = invariant
  }
}

export const require = (holds: boolean, invariant: Invariant, detail: () => string): void => {
  if (!holds) throw new InvariantBroken(invariant, detail())
}

const show = (row: TaskRow): string => JSON.stringify(row)

const checkEvents = (row: TaskRow): void => {
  const terminal = row.events.filter((event) => event.type !== 'started')
  const isNumbered = row.events.every((event, index) => event.seq === index + 1) && row.eventSeq === row.events.length
  const endsOnce = isTerminal(row)
    ? terminal.length === 1 && row.events.at(-1)?.type === row.status
    : terminal.length === 0
  require(isNumbered && endsOnce, 'events are numbered without gaps and end with one terminal event', () => show(row))
}

const checkChange = (before: TaskRow | undefined, after: TaskRow): void => {
  if (before && isTerminal(before)) {
    const isSame = before.status === after.status && before.epoch === after.epoch && before.eventSeq === after.eventSeq
    require(isSame, 'a terminal task never changes', () => `${show(before)} became ${show(after)}`)
  }
  require(after.attempt <= MAX_ATTEMPTS, 'a task is claimed at most five times', () => show(after))
  checkEvents(after)
}

/** A slot counts as the worker of its task as long as its lease is valid by its own clock. */
const checkLiveClaims = ({ workers, ledger }: World): void => {
  const live = new Set<number>()
  for (const { busySlots } of workers) {
    for (const slot of busySlots) {
      if (slot.epoch === 0 || slot.stop === 'lost' || slot.leaseEnd <= ledger.now) continue
      require(!live.has(slot.taskId), 'a task has one worker at a time', () => `task ${slot.taskId}`)
      live.add(slot.taskId)
    }
  }
}

const isAllowed = (inFlight: number, slots: number): boolean =>
  inFlight <= slots + Math.ceil(slots / 4) && inFlight < 2 * slots

const mostAllowed = (slots: number): number => {
  let most = 0
  while (isAllowed(most + 1, slots)) most += 1
  return most
}

const checkInFlight = ({ ledger, history }: World): void => {
  history.allowed = Math.max(history.allowed, mostAllowed(liveSlots(ledger, SERVICE)))
  let inFlight = 0
  for (const row of ledger.rows) {
    if (row.status !== 'running') history.claimedUnmarked.delete(row.id)
    if (isInFlight(row) && !history.claimedUnmarked.has(row.id)) inFlight += 1
  }
  require(inFlight <= history.allowed, 'in flight stays within the slots', () =>
    `${inFlight} where ${history.allowed} are allowed`)
}

/** Checks what must hold between any two statements. */
export const checkWorld = (world: World): void => {
  const { ledger, history } = world
  for (const [index, row] of ledger.rows.entries()) {
    const before = history.rows[index]
    if (row !== before) checkChange(before, row)
    history.rows[index] = row
  }
  checkLiveClaims(world)
  checkInFlight(world)
}

/** Checks whether a slot may still write, judged by the order of claims and not by its epoch. */
export const checkWrite = ({ history }: World, slot: BusySlot, before: TaskRow, isAccepted: boolean): void => {
  const isCurrent = history.newestClaim.get(slot.taskId) === slot && before.status === 'running'
  const detail = () => `claim ${slot.epoch} of ${show(before)}`
  require(!isAccepted || isCurrent, 'only the newest claim of an open task writes', detail)
  require(isAccepted || !isCurrent, 'the newest claim of a running task is not refused', detail)
}

/** The fair choice, made one task at a time as the rule is stated in docs/adr/0003. */
const chooseFairly = (rows: readonly TaskRow[], ledger: LedgerModel): number[] => {
  const slots = liveSlots(ledger, SERVICE)
  const inFlight = new Map<number, number>()
  for (const row of rows) if (isInFlight(row)) inFlight.set(row.org, (inFlight.get(row.org) ?? 0) + 1)
  let total = [...inFlight.values()].reduce((sum, tasks) => sum + tasks, 0)
  let waiting = rows.filter((row) => isDispatchable(row, SERVICE, ledger.now))
  const chosen: number[] = []
  while (isAllowed(total + 1, slots)) {
    waiting = waiting.filter((row) => (inFlight.get(row.org) ?? 0) < slots)
    const fewest = Math.min(...waiting.map((row) => inFlight.get(row.org) ?? 0))
    const next = waiting.find((row) => (inFlight.get(row.org) ?? 0) === fewest)
    if (!next) break
    chosen.push(next.id)
    inFlight.set(next.org, fewest + 1)
    total += 1
    waiting = waiting.filter((row) => row !== next)
  }
  return chosen
}

/** Compares a pick with the fair choice. `rows`: the ledger before the pick. */
export const checkPick = (rows: readonly TaskRow[], ledger: LedgerModel, picked: readonly TaskRow[]): void => {
  const fair = chooseFairly(rows, ledger)
  const ids = picked.map((row) => row.id)
  const detail = () => `picked ${ids} where ${fair} were due`
  require(ids.length <= fair.length, 'in flight stays within the slots', detail)
  require(ids.length >= fair.length, 'no ready task waits while slots are free', detail)
  const isFair = fair.every((id) => ids.includes(id))
  require(isFair, 'the next task is of the organisation with the fewest in flight', detail)
}

/** Checks what must hold once the faults have stopped and the system has recovered. */
export const checkQuiet = ({ ledger, history }: World): void => {
  for (const row of ledger.rows) {
    require(isTerminal(row), 'every accepted task ends soon after the faults stop', () => show(row))
    const isAnnounced = row.events.every(({ seq }) => history.published.has(`${row.id}/${seq}`))
    require(isAnnounced, 'every event is published', () => show(row))
  }
}
