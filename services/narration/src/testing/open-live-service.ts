import type { Providers } from '@vss/shared/ai/make-providers.ts'
import { sumTaskUsage } from '@vss/shared/ai/usage.ts'
import { claimTask } from '@vss/shared/ledger/claim-task.ts'
import { releaseTask } from '@vss/shared/ledger/lease.ts'
import { makeMemoryObjects } from '@vss/shared/testing/memory-artifacts.ts'
import { openProviderRig } from '@vss/shared/testing/open-provider-rig.ts'
import { makeTestRun } from '@vss/shared/testing/pipeline-bench.ts'
import { makeStep } from '@vss/shared/worker/make-step.ts'
import type { NarrationDeps } from '../deps.ts'
import { chooseWriters } from '../providers/choose-writers.ts'
import { answerAsModel, type ModelPlot } from './answer-as-model.ts'
import { makeTestService } from './run-pipeline.ts'

/** A model the stub does not have. */
export const UNKNOWN_MODEL = 'gemini-99'

/** The narration service on a stub of Gemini over a socket, with a real ledger for steps and calls. */
export const openLiveService = async (plot: ModelPlot = {}) => {
  const rig = await openProviderRig({ answer: answerAsModel(plot), cachedShare: 0.25 })
  const objects = makeMemoryObjects()
  let { orgId, fence } = await rig.claim()

  /** The service as the attempt that holds the claim sees it. */
  const open = (overrides: Partial<NarrationDeps>) => {
    const languageModel: Providers['languageModel'] = (_caller, asked) => {
      const settings: Record<string, string> = asked && asked !== UNKNOWN_MODEL ? { GEMINI_MODEL: asked } : {}
      return rig.openReplica({ orgId, fence }, { settings }).model
    }
    const run = makeTestRun()
    const step = makeStep({ db: rig.db, objects }, { orgId, fence, signal: run.signal })
    const deps = {
      ...chooseWriters(languageModel, 'auto'),
      usageOf: (taskId: number, name: string) => sumTaskUsage(rig.db, taskId, { model: name, rmbPerUsd: 7.1 }),
      ...overrides,
    }
    return makeTestService(deps, { claim: { id: fence.taskId, orgId, fence }, run: { ...run, step } })
  }

  /** Ends the attempt: releases the task and claims it again. */
  const claimAgain = async (): Promise<void> => {
    await releaseTask(rig.db, fence, { delayMs: 0, keepAttempt: true, problem: null })
    const claim = await claimTask(rig.db, { id: fence.taskId, service: 'dubbing', owner: 'next', leaseMs: 600_000 })
    if (!claim) throw new Error('the task could not be claimed again')
    fence = claim.fence
  }

  return { rig, open, claimAgain }
}
