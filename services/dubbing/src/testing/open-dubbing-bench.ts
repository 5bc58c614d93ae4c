import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ArtifactStore, makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { DubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import { generateDubbing } from '@vss/shared/contracts/generate-dubbing.ts'
import { claimTask } from '@vss/shared/ledger/claim-task.ts'
import { submitTask } from '@vss/shared/ledger/submit-task.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'

export const makeTestRun = (signal: AbortSignal = new AbortController().signal): Run => ({
  signal,
  hurry: () => false,
  log: makeLogger('test', 'silent'),
  progress: () => undefined,
  step: (_key, _version, _input, fn) => fn(signal),
  span: (_name, _attributes, fn) => fn(),
})

/** A real ledger and object store with one organisation, and what a dubbing test does with them. */
export const openDubbingBench = async () => {
  const ledger = await openTestLedger()
  const store = await openTestObjects()
  const artifacts: ArtifactStore = makeArtifactStore(ledger.db, store.objects)
  const { orgId, instanceId } = await seedTenant(ledger.db)

  /** Uploads `script` and returns the claimed task that dubs it. */
  const claimDubbing = async (
    directory: string,
    script: unknown,
    params: Record<string, unknown>,
  ): Promise<ClaimedTask<'GENERATE_DUBBING'>> => {
    const path = join(directory, `${randomUUID()}.json`)
    const bytes = Buffer.from(JSON.stringify(script))
    await writeFile(path, bytes)
    const upload = {
      path,
      fileName: '旁白.json',
      contentType: 'application/json',
      sizeBytes: bytes.length,
      sha256: 'x',
    }
    const { relativePath } = await artifacts.storeUpload(orgId, upload)
    const payload = generateDubbing.payload.parse({ input_narration_path: relativePath, service_params: params })
    const { id } = await submitTask(ledger.db, {
      orgId,
      instanceId,
      type: 'GENERATE_DUBBING',
      payload,
      locale: 'en',
      traceparent: null,
    })
    const claim = await claimTask(ledger.db, { id, service: 'dubbing', owner: 'test', leaseMs: 60_000 })
    if (!claim) throw new Error(`task ${id} could not be claimed`)
    return { id, orgId, type: 'GENERATE_DUBBING', payload, locale: 'en', attempt: claim.attempt, epoch: claim.epoch }
  }

  const readScript = async (relativePath: string): Promise<DubbingScript> =>
    JSON.parse((await artifacts.read(orgId, relativePath)).toString('utf8'))

  const close = async () => {
    store.close()
    await ledger.close()
  }
  return { db: ledger.db, artifacts, orgId, claimDubbing, readScript, close }
}
