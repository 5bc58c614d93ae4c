import type { EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import type { TaskOutcome } from '@vss/shared/ledger/end-task.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { makeMemoryArtifacts } from '@vss/shared/testing/memory-artifacts.ts'
import { makeTestRun, makeTestTask, TEST_ORG } from '@vss/shared/testing/pipeline-bench.ts'
import type { ClaimedTask, Run } from '@vss/shared/worker/task-handler.ts'
import { makeEditingPipeline } from '../pipelines/generate-editing-script.ts'
import { chooseByWords } from '../providers/choose-by-words.ts'
import type { ClipChooser } from '../providers/clip-chooser.ts'

export type EditingCase = {
  story: unknown
  dubbing: unknown
  serviceParams?: Record<string, unknown>
  audio?: Record<string, Buffer>
  locale?: 'zh' | 'en'
}

/** Who chooses, and the claim and run of a worker; offline, without a ledger, where not given. */
export type EditingWorker = {
  chooser?: ClipChooser
  claim?: Pick<ClaimedTask, 'id' | 'orgId' | 'fence'>
  run?: Partial<Run>
}

/** Runs the pipeline as a worker would, on files in memory. */
export const runEditing = async (
  input: EditingCase,
  worker: EditingWorker = {},
): Promise<{ outcome: TaskOutcome; script: EditingScript }> => {
  const log = makeLogger('editing', 'silent')
  const claim = worker.claim ?? { id: 1, orgId: TEST_ORG, fence: { taskId: 1, epoch: 1 } }
  const artifacts = makeMemoryArtifacts()
  const json = (value: unknown) => Buffer.from(JSON.stringify(value))
  const files = { 'dubbing.json': json(input.dubbing), 'story.json': json(input.story), ...input.audio }
  for (const [path, bytes] of Object.entries(files)) await artifacts.add(claim.orgId, path, bytes)
  const payload = {
    dubbing_script_path: 'dubbing.json',
    blueprint_path: 'story.json',
    service_params: input.serviceParams ?? {},
  }
  const task = makeTestTask('GENERATE_EDITING_SCRIPT', payload, { ...claim, locale: input.locale ?? 'en' })
  const pipeline = makeEditingPipeline({ artifacts, chooser: worker.chooser ?? chooseByWords, log })
  const outcome = await pipeline(task, makeTestRun(worker.run))
  const stored = await artifacts.read(claim.orgId, outcome.outputPath)
  return { outcome, script: JSON.parse(stored.toString('utf8')) as EditingScript }
}
