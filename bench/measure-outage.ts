import { join } from 'node:path'
import { findExecutable, startNats } from '@vss/shared/local/start-nats.ts'
import { pause } from '@vss/shared/process/pause.ts'
import type { Studio } from '../harness/open-studio.ts'
import { type Asker, refusalOf } from './submit-tasks.ts'

export type Outage = { acceptedIds: number[]; refusals: string[]; slowestPostMs: number; restartedAt: number }

/** Kills the broker, goes on posting for `seconds`, and starts the broker again on what it had stored. */
export const measureOutage = async (
  studio: Studio,
  askers: readonly Asker[],
  seconds: number,
  everyMs: number,
): Promise<Outage> => {
  const { stack, dataDir, ports } = studio
  const outage: Outage = { acceptedIds: [], refusals: [], slowestPostMs: 0, restartedAt: 0 }
  await stack.servers.nats?.kill()
  const end = performance.now() + seconds * 1000
  for (let turn = 0; performance.now() < end; turn += 1) {
    const sentAt = performance.now()
    try {
      outage.acceptedIds.push((await askers[turn % askers.length]?.ask()) ?? 0)
    } catch (error) {
      outage.refusals.push(refusalOf(error))
    }
    outage.slowestPostMs = Math.max(outage.slowestPostMs, performance.now() - sentAt)
    await pause(everyMs)
  }
  const binary = findExecutable('nats-server', stack.env.PATH) ?? 'nats-server'
  const logFile = join(dataDir, 'logs', 'nats.log')
  stack.servers.nats = await startNats({ binary, storeDir: join(dataDir, 'nats'), port: ports.nats, logFile })
  outage.restartedAt = performance.now()
  return outage
}
