import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeProviders } from '@vss/shared/ai/make-providers.ts'
import { geminiSettings, providerSettings } from '@vss/shared/ai/provider-settings.ts'
import { dubbingScript } from '@vss/shared/contracts/files/dubbing-script.ts'
import { type GeminiStubOptions, openGeminiStub } from '@vss/shared/model-stubs/gemini-stub.ts'
import { makeLogger } from '@vss/shared/process/logger.ts'
import { makeTestRun } from '@vss/shared/testing/pipeline-bench.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import type { DubbingDeps } from '../deps.ts'
import { makeDubbingPipeline } from '../pipelines/generate-dubbing.ts'
import { makeCosyVoiceSpeaker } from '../providers/cosyvoice/cosyvoice-speaker.ts'
import { makeGoogleSpeaker } from '../providers/google/google-speaker.ts'
import { makeVoicesFor } from '../providers/open-speakers.ts'
import { loadTemplates } from '../templates/dubbing-templates.ts'
import { openCosyVoiceStub } from './cosyvoice-stub.ts'
import { makeGoogleTestKey, openGoogleTtsStub } from './google-tts-stub.ts'
import { openDubbingBench } from './open-dubbing-bench.ts'
import { speakSamples, toServiceWav } from './stub-speech.ts'

const TEMPLATES = await loadTemplates(new URL('../../../../conf/dubbing_templates.yaml', import.meta.url).pathname)
export const GEMINI = 'chinese_gemini_emotional'
export const COSYVOICE = 'chinese_paieas_replication'
const REFERENCE = { id: 'clip', fileName: 'a.wav', audio: toServiceWav(speakSamples('参考', 1)), text: '参考' }

/** Nothing waits: the limits have tests of their own. */
export const NO_LIMITS = `tiers:
  free:
    - { provider: google_tts, model: "*", concurrency: 100 }
    - { provider: aliyun_paieas, model: "*", concurrency: 100 }
    - { provider: gemini, model: "*", concurrency: 100 }
`
const settings = providerSettings.extend({ ...geminiSettings.shape })

type Attempt = { params?: object; script?: object; deps?: Partial<DubbingDeps>; run?: Partial<Run> }

/** The dubbing pipeline with live voices and a language model, all of them stubs on sockets, and a real ledger. */
export const openLiveDubbing = async (geminiOptions: GeminiStubOptions = {}) => {
  const bench = await openDubbingBench()
  const google = await openGoogleTtsStub()
  const cosyVoice = await openCosyVoiceStub('token')
  const gemini = await openGeminiStub(geminiOptions)
  const directory = await mkdtemp(join(tmpdir(), 'dubbing-live-'))
  const limits = join(directory, 'limits.yaml')
  await writeFile(limits, NO_LIMITS)
  const log = makeLogger('test', 'silent')
  const given = { PROVIDER_LIMITS: limits, GOOGLE_API_KEY: gemini.apiKey, GEMINI_BASE_URL: gemini.url }
  const providers = makeProviders({ db: bench.db, log }, { ...settings.parse(given), AI_MODE: 'auto' })
  const speakers = {
    google_tts: makeGoogleSpeaker({ credentials: makeGoogleTestKey(), projectId: null, endpoint: google.url }),
    aliyun_paieas: makeCosyVoiceSpeaker({ url: cosyVoice.url, token: 'token', references: [REFERENCE] }),
  }
  const cache = { db: bench.db, objects: bench.artifacts.objects }
  const deps: DubbingDeps = {
    db: bench.db,
    artifacts: bench.artifacts,
    templates: TEMPLATES,
    references: new Map([[COSYVOICE, REFERENCE]]),
    voicesFor: makeVoicesFor(speakers, null, providers, cache),
    languageModel: null,
    usageOf: providers.usageOf,
    ffmpegPath: 'ffmpeg',
    concurrency: 2,
    log,
  }

  /** Claims a task that dubs `texts`; `run` may be called again, as another attempt does. */
  const prepare = async (texts: readonly string[], template_name: string, attempt: Attempt = {}) => {
    const narration_script = texts.map((narration) => ({ narration, narration_source: null, source_scene_ids: [1] }))
    const script = { lang: 'zh', style: 'suspense', perspective: 'first_person', narration_script, ...attempt.script }
    const task = await bench.claimDubbing(script, { template_name, ...attempt.params })
    const run = async (again: Attempt = attempt) => {
      const pipeline = makeDubbingPipeline({ ...deps, ...again.deps })
      const outcome = await pipeline(task, makeTestRun(again.run))
      return { outcome, result: dubbingScript.parse(await bench.readScript(outcome.outputPath)) }
    }
    return { task, run }
  }
  return {
    ...{ bench, google, cosyVoice, gemini, speakers, prepare },
    /** With direction by the language model. */
    directed: { languageModel: providers.languageModel },
    dub: async (texts: readonly string[], template: string, attempt?: Attempt) =>
      (await prepare(texts, template, attempt)).run(),
    close: async () => {
      for (const stub of [google, cosyVoice, gemini]) await stub.close()
      await bench.close()
      await rm(directory, { recursive: true })
    },
  }
}
