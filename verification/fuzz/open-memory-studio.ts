import { unpaidUsage } from '@vss/shared/ai/usage.ts'
import { loadJsonInput } from '@vss/shared/artifacts/json-input.ts'
import { hashInput } from '@vss/shared/contracts/canonical-json.ts'
import { generateDubbing } from '@vss/shared/contracts/generate-dubbing.ts'
import type { RetrieveReply, RetrieveRequest } from '@vss/shared/contracts/retrieve.ts'
import type { TaskOutcome } from '@vss/shared/ledger/end-task.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { parseCharacterFacts } from '@vss/shared/story/facts.ts'
import { normaliseStory } from '@vss/shared/story/normalise-story.ts'
import type { Story } from '@vss/shared/story/story.ts'
import { makeMemoryArtifacts } from '@vss/shared/testing/memory-artifacts.ts'
import { makeTestRun } from '@vss/shared/testing/pipeline-bench.ts'
import { characterIdentifier } from '../../packages/shared/src/contracts/character-identifier.ts'
import { generateEditingScript } from '../../packages/shared/src/contracts/generate-editing-script.ts'
import { generateNarration } from '../../packages/shared/src/contracts/generate-narration.ts'
import { localizeNarration } from '../../packages/shared/src/contracts/localize-narration.ts'
import { directByStyle } from '../../services/dubbing/src/steps/direct-by-style.ts'
import { loadNarration } from '../../services/dubbing/src/steps/load-narration.ts'
import { planSpeaking } from '../../services/dubbing/src/steps/plan-speaking.ts'
import { storeDubbing, storeTake } from '../../services/dubbing/src/steps/store-dubbing.ts'
import { loadTemplates } from '../../services/dubbing/src/templates/dubbing-templates.ts'
import { makeEditingPipeline } from '../../services/editing/src/pipelines/generate-editing-script.ts'
import { chooseByWords } from '../../services/editing/src/providers/choose-by-words.ts'
import { makeWav } from '../../services/editing/src/testing/make-wav.ts'
import { makeGenerateNarrationPipeline } from '../../services/narration/src/pipelines/generate-narration.ts'
import { makeLocalizeNarrationPipeline } from '../../services/narration/src/pipelines/localize-narration.ts'
import { chooseWriters } from '../../services/narration/src/providers/choose-writers.ts'
import { makeIdentifyCharactersPipeline } from '../../services/rag/src/pipelines/identify-characters.ts'
import { makeKeywordFactFinder } from '../../services/rag/src/providers/make-keyword-fact-finder.ts'
import { buildCorpusIndex, type CorpusIndex } from '../../services/rag/src/retrieve/corpus-index.ts'
import { findHits } from '../../services/rag/src/retrieve/find-hits.ts'
import { buildSceneDocuments, type SceneDocument } from '../../services/rag/src/steps/build-scene-documents.ts'
import { mergeFacts } from '../../services/rag/src/steps/merge-facts.ts'

const ORG = '00000000-0000-7000-8000-000000000001'
const TAKE_SAMPLES_PER_SEC = 24_000

const log = makeLogger('fuzz', 'silent')
const templates = await loadTemplates(new URL('../../conf/dubbing_templates.yaml', import.meta.url).pathname)

/** A run like that of a worker: the inputs of steps are hashed, the outputs go through JSON. */
const { signal } = new AbortController()
const run = makeTestRun({
  signal,
  step: async (_key, version, input, fn) => {
    hashInput(version, input)
    return JSON.parse(JSON.stringify((await fn(signal)) ?? null))
  },
})

/** The pipelines of all services on one set of files in memory, without database, broker or voice. */
export const openMemoryStudio = () => {
  const artifacts = makeMemoryArtifacts()
  let taskId = 0
  const claim = () => {
    taskId += 1
    return { id: taskId, orgId: ORG, locale: 'en' as const, attempt: 1, fence: { taskId, epoch: 1 } }
  }
  const upload = async (name: string, bytes: Buffer): Promise<string> =>
    (await artifacts.storeForTask(ORG, { taskId: 0, epoch: 1 }, name, bytes, '')).relativePath
  const contentOf = async ({ outputPath }: Pick<TaskOutcome, 'outputPath'>) => ({
    path: outputPath,
    content: JSON.parse((await artifacts.read(ORG, outputPath)).toString('utf8')) as unknown,
  })
  const readStory = async (path: string): Promise<Story> => {
    const key = 'blueprint_input_path'
    return normaliseStory(await loadJsonInput(artifacts, ORG, { key, path }), key)
  }

  let index: CorpusIndex | null = null
  const retrieve = async (request: RetrieveRequest): Promise<RetrieveReply> => {
    if (!index) return { ok: false, reason: 'no_corpus', detail: '' }
    return { ok: true, corpusName: 'corpus', corpusVersion: 1, hits: findHits(index, request) }
  }
  const usageOf = async (_taskId: number, model: string) => unpaidUsage(model, new Date().toISOString())
  const voicePaceOf = async () => 1
  const narration = { artifacts, retrieve, ...chooseWriters(null, 'offline'), usageOf, voicePaceOf, log }

  return {
    upload,
    readStory,
    identify: async (path: string) => {
      const payload = characterIdentifier.payload.parse({ input_file_path: path })
      const pipeline = makeIdentifyCharactersPipeline({ artifacts, factFinderFor: makeKeywordFactFinder })
      return contentOf(await pipeline({ ...claim(), type: 'CHARACTER_IDENTIFIER', payload }, run))
    },
    deploy: async (path: string, factsPath: string): Promise<SceneDocument[]> => {
      const story = await readStory(path)
      const key = 'facts_input_path'
      const given = parseCharacterFacts(await loadJsonInput(artifacts, ORG, { key, path: factsPath }), key)
      const { facts } = mergeFacts(given.facts, story.scenes)
      const documents = buildSceneDocuments(story, facts)
      index = buildCorpusIndex(documents, facts)
      return documents
    },
    narrate: async (path: string, params: Record<string, unknown>) => {
      const service_params = { rag_top_k: 200, ...params }
      const request = { asset_name: 'A', asset_id: 'a', blueprint_path: path, service_params }
      const payload = generateNarration.payload.parse(request)
      const pipeline = makeGenerateNarrationPipeline(narration)
      return contentOf(await pipeline({ ...claim(), type: 'GENERATE_NARRATION', payload }, run))
    },
    localize: async (path: string, scriptPath: string, lang: string) => {
      const request = { master_script_path: scriptPath, blueprint_path: path }
      const payload = localizeNarration.payload.parse({ ...request, service_params: { target_lang: lang } })
      const pipeline = makeLocalizeNarrationPipeline(narration)
      return contentOf(await pipeline({ ...claim(), type: 'LOCALIZE_NARRATION', payload }, run))
    },
    /** Dubbing without a voice: `secondsOf` decides the length of every take. */
    dub: async (scriptPath: string, secondsOf: (text: string) => number) => {
      const service_params = { template_name: 'chinese_gemini_emotional' }
      const payload = generateDubbing.payload.parse({ input_narration_path: scriptPath, service_params })
      const script = await loadNarration(artifacts, ORG, scriptPath)
      const voices = { live: {}, offline: { synthesize: () => Promise.reject(new Error('nothing is spoken here')) } }
      const plan = planSpeaking({ templates, references: new Map(), voices }, payload.service_params, script)
      const lines = directByStyle(script, plan)
      const wav = makeWav(TAKE_SAMPLES_PER_SEC, TAKE_SAMPLES_PER_SEC)
      await artifacts.objects.put('take', wav, 'audio/wav')
      const task = { ...claim(), type: 'GENERATE_DUBBING' as const, payload }
      const record = async ({ text, index }: (typeof lines)[number]) => {
        const durationMs = Math.round(secondsOf(text) * 1000)
        const take = { objectKey: 'take', sha256: '0'.repeat(64), sizeBytes: wav.length, durationMs }
        return { take, file: await storeTake(artifacts, task, take, index) }
      }
      const recorded = await Promise.all(lines.map(record))
      const dubbing = { script, plan, lines, recorded, usage: await usageOf(task.id, 'offline') }
      const { artifact } = await storeDubbing(artifacts, task, dubbing)
      return contentOf({ outputPath: artifact.relativePath })
    },
    edit: async (path: string, dubbingPath: string, locale: 'en' | 'zh' = 'en') => {
      const payload = generateEditingScript.payload.parse({ dubbing_script_path: dubbingPath, blueprint_path: path })
      const pipeline = makeEditingPipeline({ artifacts, chooser: chooseByWords, log })
      return contentOf(await pipeline({ ...claim(), locale, type: 'GENERATE_EDITING_SCRIPT', payload }, run))
    },
  }
}

export type MemoryStudio = ReturnType<typeof openMemoryStudio>
