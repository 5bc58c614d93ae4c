import { type Ledger, openLedger } from '@vss/shared/ledger/open-ledger.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { openStudio, type Studio, type StudioOptions } from './open-studio.ts'

/** A studio whose ledger can be read: for verification and benches. End-to-end tests see what a client sees. */
export type WatchedStudio = Studio & { db: Ledger['db'] }

export const openWatchedStudio = async (options: StudioOptions = {}): Promise<WatchedStudio> => {
  const studio = await openStudio(options)
  const ledger = openLedger(studio.stack.databaseUrl, { maxConnections: 3, log: makeLogger('harness', 'silent') })
  return {
    ...studio,
    db: ledger.db,
    close: async () => {
      await ledger.close()
      await studio.close()
    },
  }
}
