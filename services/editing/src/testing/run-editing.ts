import type { Artifact } from '@vss/shared/artifacts/artifact.ts'
import type { ArtifactStore } from '@vss/shared/artifacts/artifact-store.ts'
import type { ObjectStore } from '@vss/shared/artifacts/object-store.ts'
import type { EditingScript } from '@vss/shared/contracts/files/editing-script.ts'
import { generateEditingScript } from '@vss/shared/contracts/generate-editing-script.ts'
import { AppError } from '@vss/shared/errors/app-error.ts'
import type { TaskOutcome } from '@vss/shared/ledger/finish-task.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { makeEditingPipeline } from '../pipelines/generate-editing-script.ts'
import { chooseByWords } from '../providers/choose-by-words.ts'
import type { ClipChooser } from '../providers/clip-chooser.ts'

const ORG_ID = '00000000-0000-4000-8000-000000000001'

const unused = () => Promise.reject(new Error('the editing pipeline has no use for this'))

/** Objects kept in memory. */
export const makeMemoryObjects = (files: Map<string, Buffer>): ObjectStore => ({
  put: async (key, bytes) => void files.set(key, bytes),
  get: async (key) => files.get(key) ?? unused(),
  putFile: unused,
  stream: unused,
  copy: unused,
  exists: unused,
  sizeOf: unused,
  list: () => {
    throw new Error('the editing pipeline has no use for this')
  },
  remove: unused,
  ensureBucket: unused,
  ping: unused,
})

/** Artifacts kept in memory: what the pipeline reads and the file it stores. */
const makeMemoryArtifacts = (files: Map<string, Buffer>): ArtifactStore => {
  const artifactOf = (relativePath: string, bytes: Buffer): Artifact => ({
    orgId: ORG_ID,
    relativePath,
    objectKey: relativePath,
    fileName: relativePath,
    contentType: '',
    sizeBytes: bytes.length,
    sha256: '',
  })
  return {
    objects: makeMemoryObjects(files),
    storeUpload: unused,
    copyForTask: unused,
    open: unused,
    storeForTask: async (_org, fence, name, bytes) => {
      files.set(`tasks/${fence.taskId}/${name}`, bytes)
      return artifactOf(`tasks/${fence.taskId}/${name}`, bytes)
    },
    find: async (_org, path) => {
      const bytes = files.get(path)
      return bytes ? artifactOf(path, bytes) : null
    },
    read: async (_org, path) => {
      const bytes = files.get(path)
      if (!bytes) throw new AppError('not_found', 'file.not_found', { path })
      return bytes
    },
  }
}

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
  claim?: { id: number; orgId: string; epoch: number }
  run?: Partial<Run>
}

/** Runs the pipeline as a worker would, on files in memory. */
export const runEditing = async (
  input: EditingCase,
  worker: EditingWorker = {},
): Promise<{ outcome: TaskOutcome; script: EditingScript }> => {
  const log = makeLogger('editing', 'silent')
  const files = new Map<string, Buffer>([
    ['dubbing.json', Buffer.from(JSON.stringify(input.dubbing))],
    ['story.json', Buffer.from(JSON.stringify(input.story))],
    ...Object.entries(input.audio ?? {}),
  ])
  const run: Run = {
    signal: new AbortController().signal,
    hurry: () => false,
    log,
    progress: () => undefined,
    step: (_key, _version, _input, fn) => fn(new AbortController().signal),
    span: (_name, _attributes, fn) => fn(),
    ...worker.run,
  }
  const payload = generateEditingScript.payload.parse({
    dubbing_script_path: 'dubbing.json',
    blueprint_path: 'story.json',
    service_params: input.serviceParams ?? {},
  })
  const pipeline = makeEditingPipeline({
    artifacts: makeMemoryArtifacts(files),
    chooser: worker.chooser ?? chooseByWords,
    log,
  })
  const claim = { id: 1, orgId: ORG_ID, epoch: 1, ...worker.claim }
  const task = { ...claim, type: 'GENERATE_EDITING_SCRIPT', payload, attempt: 1 } as const
  const outcome = await pipeline({ ...task, locale: input.locale ?? 'en' }, run)
  const stored = files.get(outcome.outputPath) as Buffer
  return { outcome, script: JSON.parse(stored.toString('utf8')) as EditingScript }
}
