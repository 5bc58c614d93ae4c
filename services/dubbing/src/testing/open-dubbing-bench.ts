import { type ArtifactStore, makeArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { DubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import { generateDubbing } from '@vss/shared/contracts/generate-dubbing.ts'
import { openTestLedger } from '@vss/shared/testing/open-test-ledger.ts'
import { openTestObjects } from '@vss/shared/testing/open-test-objects.ts'
import { claimTestTask, uploadJson } from '@vss/shared/testing/pipeline-bench.ts'
import { seedTenant } from '@vss/shared/testing/seed-tenant.ts'
import type { ClaimedTask } from '@vss/shared/worker/task-handler.ts'

/** A real ledger and object store with one organisation, and what a dubbing test does with them. */
export const openDubbingBench = async () => {
  const ledger = await openTestLedger()
  const store = await openTestObjects()
  const artifacts: ArtifactStore = makeArtifactStore(ledger.db, store.objects)
  const tenant = await seedTenant(ledger.db)
  const { orgId } = tenant

  /** Uploads `script` and returns the claimed task that dubs it. */
  const claimDubbing = async (
    script: unknown,
    params: Record<string, unknown>,
  ): Promise<ClaimedTask<'GENERATE_DUBBING'>> => {
    const { relativePath } = await uploadJson(artifacts, orgId, script, '旁白.json')
    const payload = generateDubbing.payload.parse({ input_narration_path: relativePath, service_params: params })
    return claimTestTask(ledger.db, tenant, 'GENERATE_DUBBING', payload)
  }

  const readScript = async (relativePath: string): Promise<DubbingScript> =>
    JSON.parse((await artifacts.read(orgId, relativePath)).toString('utf8'))

  const close = async () => {
    store.close()
    await ledger.close()
  }
  return { db: ledger.db, artifacts, orgId, claimDubbing, readScript, close }
}
