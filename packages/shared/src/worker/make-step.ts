import type { Kysely } from 'kysely'
import { objectKeyOf } from '../artifacts/artifact-store.ts'
import type { ObjectStore } from '../artifacts/object-store.ts'
import { hashInput } from '../contracts/canonical-json.ts'
import type { Database } from '../ledger/database.ts'
import { type Fence, StaleClaimError } from '../ledger/lease.ts'
import { findStep, recordStep } from '../ledger/task-step.ts'
import { crashPoint } from '../process/crash-point.ts'
import { inSpan } from '../process/trace-context.ts'
import type { Run } from './task-handler.ts'

/** Larger outputs go to the object store, so that the ledger stays small. */
const MAX_ROW_BYTES = 64 * 1024

export type StepDeps = { db: Kysely<Database>; objects: ObjectStore }

/**
 * Makes `run.step`: looks the step up by key and input, or runs it and checkpoints its output under the claim. Throws
 * `StaleClaimError` if the claim ended meanwhile: the output is then not stored, and the run must not go on.
 */
export const makeStep =
  (deps: StepDeps, claim: { orgId: string; fence: Fence; signal: AbortSignal }): Run['step'] =>
  (key, version, input, fn) =>
    inSpan(`step ${key}`, { 'task.id': claim.fence.taskId, 'step.key': key }, async (span) => {
      type Output = Awaited<ReturnType<typeof fn>>
      const inputHash = hashInput(version, input)
      const known = await findStep(deps.db, claim.fence.taskId, key, inputHash)
      span.setAttribute('step.reused', known !== null)
      if (known?.objectKey) return JSON.parse((await deps.objects.get(known.objectKey)).toString('utf8')) as Output
      if (known) return known.output as Output
      claim.signal.throwIfAborted()
      const output = await fn(claim.signal)
      crashPoint('in_step')
      if (!(await checkpoint(deps, claim, key, inputHash, output))) throw new StaleClaimError(claim.fence)
      return output
    })

const checkpoint = async (
  deps: StepDeps,
  { orgId, fence }: { orgId: string; fence: Fence },
  key: string,
  inputHash: string,
  output: unknown,
): Promise<boolean> => {
  const bytes = Buffer.from(JSON.stringify(output ?? null))
  if (bytes.length <= MAX_ROW_BYTES) return recordStep(deps.db, fence, { key, inputHash, output })
  // The epoch is part of the key, so that a worker that lost its claim cannot replace the object of a newer claim.
  const name = `tasks/${fence.taskId}/steps/${key}-${inputHash.slice(0, 16)}-${fence.epoch}.json`
  const objectKey = objectKeyOf(orgId, name)
  await deps.objects.put(objectKey, bytes, 'application/json')
  return recordStep(deps.db, fence, { key, inputHash, objectKey })
}
