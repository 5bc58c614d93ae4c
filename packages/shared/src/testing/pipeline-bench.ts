import { randomUUID } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Artifact, ArtifactStore } from '../artifacts/artifact-store.ts'
import { parseInput } from '../artifacts/json-input.ts'
import { payloadSchemaOf, TASKS, type TaskType } from '../contracts/registry.ts'
import type { Locale } from '../errors/sentence.ts'
import { claimTask } from '../ledger/claim-task.ts'
import type { Database } from '../ledger/database.ts'
import { submitTask } from '../ledger/submit-task.ts'
import { makeLogger } from '../process/logger.ts'
import type { ClaimedTask, Run } from '../worker/task-handler.ts'

export const TEST_ORG = '00000000-0000-7000-8000-000000000001'

/** A run that executes every step, as in a first attempt. */
export const makeTestRun = (given: Partial<Run> = {}): Run => {
  const signal = given.signal ?? new AbortController().signal
  return {
    signal,
    hurry: () => false,
    log: makeLogger('test', 'silent'),
    progress: () => {},
    step: (_key, _version, _input, fn) => fn(signal),
    span: (_name, _attributes, fn) => fn(),
    ...given,
  }
}

const parsePayload = <T extends TaskType>(type: T, payload: unknown): ClaimedTask<T>['payload'] =>
  parseInput(payloadSchemaOf(type), payload, 'payload')

/** A task as its pipeline gets it, without a ledger. */
export const makeTestTask = <T extends TaskType>(
  type: T,
  payload: unknown,
  given: Partial<Omit<ClaimedTask<T>, 'type' | 'payload'>> = {},
): ClaimedTask<T> => {
  const id = given.id ?? 1
  const claim = { id, orgId: TEST_ORG, locale: 'en' as const, attempt: 1, fence: { taskId: id, epoch: 1 }, ...given }
  return { ...claim, type, payload: parsePayload(type, payload) }
}

/** Submits a task to a real ledger and claims it. */
export const claimTestTask = async <T extends TaskType>(
  db: Kysely<Database>,
  tenant: { orgId: string; instanceId: string },
  type: T,
  payload: Record<string, unknown>,
  locale: Locale = 'en',
): Promise<ClaimedTask<T>> => {
  const { orgId, instanceId } = tenant
  const { id } = await submitTask(db, { orgId, instanceId, type, payload, locale, traceparent: null })
  const claim = await claimTask(db, { id, service: TASKS[type].service, owner: 'test', leaseMs: 60_000 })
  if (!claim) throw new Error(`task ${id} could not be claimed`)
  const { attempt, fence } = claim
  return { id, orgId, type, payload: parsePayload(type, payload), locale, attempt, fence }
}

/** Stores a JSON file as an upload does. */
export const uploadJson = async (
  artifacts: ArtifactStore,
  orgId: string,
  content: unknown,
  fileName = 'story.json',
): Promise<Artifact> => {
  const path = join(tmpdir(), `vss-upload-${randomUUID()}`)
  const bytes = Buffer.from(JSON.stringify(content))
  await writeFile(path, bytes)
  try {
    const facts = { contentType: 'application/json', sizeBytes: bytes.length, sha256: '' }
    return await artifacts.storeUpload(orgId, { path, fileName, ...facts })
  } finally {
    await rm(path)
  }
}
