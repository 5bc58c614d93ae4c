import { join } from 'node:path'
import { findExecutable, startNats } from '@vss/shared/local/start-nats.ts'
import { pause } from '@vss/shared/process/pause.ts'
import type { WatchedStudio } from '../harness/open-watched-studio.ts'
import { printTable } from './print-tables.ts'
import { awaitTasks, describeRefusal, findLastTaskId, type Submit } from './submit-tasks.ts'

const POST_EVERY_MS = 250

type Outage = { acceptedIds: number[]; refusals: string[]; slowestPostMs: number; restartedAt: number }

/** Kills the broker, continues to create tasks for `seconds`, and restarts the broker on its own data. */
const interruptBroker = async (
  { stack, dataDir, ports }: WatchedStudio,
  askers: readonly Submit[],
  seconds: number,
): Promise<Outage> => {
  const outage: Outage = { acceptedIds: [], refusals: [], slowestPostMs: 0, restartedAt: 0 }
  await stack.servers.nats?.kill()
  const end = performance.now() + seconds * 1000
  for (let turn = 0; performance.now() < end; turn += 1) {
    const sentAt = performance.now()
    try {
      outage.acceptedIds.push((await askers[turn % askers.length]?.()) ?? 0)
    } catch (error) {
      outage.refusals.push(describeRefusal(error))
    }
    outage.slowestPostMs = Math.max(outage.slowestPostMs, performance.now() - sentAt)
    await pause(POST_EVERY_MS)
  }
  const binary = findExecutable('nats-server', stack.env.PATH) ?? 'nats-server'
  const logFile = join(dataDir, 'logs', 'nats.log')
  stack.servers.nats = await startNats({ binary, storeDir: join(dataDir, 'nats'), port: ports.nats, logFile })
  outage.restartedAt = performance.now()
  return outage
}

/** Measures an outage of the broker. Returns what was refused or lost in it. */
export const measureOutage = async (
  studio: WatchedStudio,
  askers: readonly Submit[],
  seconds: number,
  drainMs: number,
): Promise<string[]> => {
  const afterId = await findLastTaskId(studio)
  const { acceptedIds, refusals, slowestPostMs, restartedAt } = await interruptBroker(studio, askers, seconds)
  const counts = await awaitTasks(studio, afterId, drainMs)
  printTable(`The broker killed for ${seconds} s`, [
    {
      'answered 202': acceptedIds.length,
      'answered otherwise': refusals.length,
      'slowest POST, ms': Math.round(slowestPostMs),
      completed: counts.completed ?? 0,
      'all ended after the restart, s': ((performance.now() - restartedAt) / 1000).toFixed(1),
    },
  ])
  const lost = acceptedIds.length - (counts.completed ?? 0)
  return [...refusals.map((refusal) => `a POST was answered ${refusal}`), ...(lost ? [`${lost} tasks were lost`] : [])]
}
