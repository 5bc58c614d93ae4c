import { unpaidUsage } from '@vss/shared/ai/unpaid-usage.ts'
import { TASKS } from '@vss/shared/contracts/registry.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { TaskOutcome } from '@vss/shared/ledger/finish-task.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import type { Story } from '@vss/shared/story/story.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import type { NarrationDeps } from '../deps.ts'
import { makeGenerateNarrationPipeline } from '../pipelines/generate-narration.ts'
import { makeLocalizeNarrationPipeline } from '../pipelines/localize-narration.ts'
import { makeOfflineWriter } from '../providers/offline-writer/make-offline-writer.ts'
import type { Translator } from '../providers/translator.ts'
import { makeMemoryArtifacts } from './make-memory-artifacts.ts'

const ORG = '00000000-0000-7000-8000-000000000001'
const log = makeLogger('narration-test', 'silent')

/** A run whose steps are done once each, as in a first attempt. */
export const makeRun = (): Run => ({
  signal: new AbortController().signal,
  hurry: () => false,
  log,
  progress: () => {},
  step: (_key, _version, _input, fn) => fn(new AbortController().signal),
  span: (_name, _attributes, fn) => fn(),
})

/** Answers every scene asked for, the earlier the better, as a corpus of that story would. */
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

/** One narration service without I/O: files in memory, retrieval as given. */
export const makeTestService = (
  overrides: Partial<NarrationDeps> & { translator?: Translator | null },
  worker: { claim?: { id: number; orgId: string; epoch: number }; run?: Run } = {},
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
    log,
    ...rest,
  }
  const claim = { id: 7, orgId: ORG, locale: 'en' as const, attempt: 1, epoch: 1, ...worker.claim }
  const run = worker.run ?? makeRun()
  const contentOf = async (outcome: TaskOutcome) =>
    JSON.parse((await artifacts.read(claim.orgId, outcome.outputPath)).toString('utf8')) as Record<string, unknown>
  return {
    upload: async (name: string, content: unknown): Promise<string> => {
      const bytes = Buffer.from(JSON.stringify(content))
      const stored = await artifacts.storeForTask(claim.orgId, { taskId: 1, epoch: 1 }, name, bytes, 'application/json')
      return stored.relativePath
    },
    generate: async (payload: unknown, locale: 'en' | 'zh' = 'en') => {
      const task: ClaimedTask<'GENERATE_NARRATION'> = {
        ...claim,
        locale,
        type: 'GENERATE_NARRATION',
        payload: TASKS.GENERATE_NARRATION.payload.parse(payload),
      }
      const outcome = await makeGenerateNarrationPipeline(deps)(task, run)
      return { outcome, content: await contentOf(outcome) }
    },
    localize: async (payload: unknown) => {
      const task: ClaimedTask<'LOCALIZE_NARRATION'> = {
        ...claim,
        type: 'LOCALIZE_NARRATION',
        payload: TASKS.LOCALIZE_NARRATION.payload.parse(payload),
      }
      const outcome = await makeLocalizeNarrationPipeline(deps)(task, run)
      return { outcome, content: await contentOf(outcome) }
    },
  }
}
