import { unpaidUsage } from '@vss/shared/ai/usage.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { TaskOutcome } from '@vss/shared/ledger/end-task.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { makeMemoryArtifacts } from '@vss/shared/testing/memory-artifacts.ts'
import { makeTestRun, makeTestTask, TEST_ORG } from '@vss/shared/testing/pipeline-bench.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { NarrationDeps } from '../deps.ts'
import { makeGenerateNarrationPipeline } from '../pipelines/generate-narration.ts'
import { makeLocalizeNarrationPipeline } from '../pipelines/localize-narration.ts'
import type { Translator } from '../providers/narration-writer.ts'
import { makeOfflineWriter } from '../providers/offline-writer/make-offline-writer.ts'

/** Retrieval that finds every requested scene, earlier ones with a better score. */
export const retrieveFrom =
  (story: Story, corpusVersion = 3) =>
  async (request: RetrieveRequest): Promise<RetrieveReply> => ({
    ok: true,
    corpusName: `${request.assetId}-${request.orgId}`,
    corpusVersion,
    hits: story.scenes
      .filter((scene) => request.sceneIds === null || request.sceneIds.includes(scene.id))
      .slice(0, request.topK)
      .map((scene, at) => ({ sceneId: scene.id, score: 1 / (at + 1), why: [], facts: [] })),
  })

/** The narration service without I/O: files in memory, retrieval as given. */
export const makeTestService = (
  overrides: Partial<NarrationDeps> & { translator?: Translator | null },
  worker: { claim?: Pick<ClaimedTask, 'id' | 'orgId' | 'fence'>; run?: Run } = {},
) => {
  const { translator, ...rest } = overrides
  const artifacts = makeMemoryArtifacts()
  const deps: NarrationDeps = {
    artifacts,
    retrieve: async () => ({ ok: false, reason: 'no_corpus', detail: '' }),
    writerFor: () => makeOfflineWriter(),
    translatorFor: translator ? () => translator : null,
    usageOf: async (_taskId, model) => unpaidUsage(model, new Date().toISOString()),
    voicePaceOf: async () => 1,
    log: makeLogger('narration', 'silent'),
    ...rest,
  }
  const claim = worker.claim ?? { id: 7, orgId: TEST_ORG, fence: { taskId: 7, epoch: 1 } }
  const run = worker.run ?? makeTestRun()
  const contentOf = async (outcome: TaskOutcome) =>
    JSON.parse((await artifacts.read(claim.orgId, outcome.outputPath)).toString('utf8')) as Record<string, unknown>
  return {
    upload: async (name: string, content: unknown): Promise<string> => {
      const bytes = Buffer.from(JSON.stringify(content))
      const stored = await artifacts.storeForTask(claim.orgId, { taskId: 1, epoch: 1 }, name, bytes, 'application/json')
      return stored.relativePath
    },
    generate: async (payload: unknown, locale: 'en' | 'zh' = 'en') => {
      const task = makeTestTask('GENERATE_NARRATION', payload, { ...claim, locale })
      const outcome = await makeGenerateNarrationPipeline(deps)(task, run)
      return { outcome, content: await contentOf(outcome) }
    },
    localize: async (payload: unknown) => {
      const task = makeTestTask('LOCALIZE_NARRATION', payload, claim)
      const outcome = await makeLocalizeNarrationPipeline(deps)(task, run)
      return { outcome, content: await contentOf(outcome) }
    },
  }
}
