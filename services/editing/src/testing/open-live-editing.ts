import { sumTaskUsage } from '@vss/shared/ai/usage.ts'
import { claimTask } from '@vss/shared/ledger/claim-task.ts'
import { releaseTask } from '@vss/shared/ledger/lease.ts'
import type { GeminiStubOptions } from '@vss/shared/model-stubs/gemini-stub.ts'
import type { StubPrompt } from '@vss/shared/model-stubs/gemini-stub-answer.ts'
import { makeMemoryObjects } from '@vss/shared/testing/memory-artifacts.ts'
import { openProviderRig, type ReplicaOptions } from '@vss/shared/testing/open-provider-rig.ts'
import { makeStep } from '@vss/shared/worker/make-step.ts'
import type { Run } from '@vss/shared/worker/task-handler.ts'
import { chooseClipChooser } from '../providers/live/make-model-chooser.ts'
import { type EditingCase, runEditing } from './run-editing.ts'

/** A model without a price. */
export const UNKNOWN_MODEL = 'gemini-99'

export type ShownClip = { clip: number; scene: number; kind: string; seconds: number; text: string }
export type ShownSentence = { sentence: number; scenes: number[]; text: string }
/** What a prompt of this service shows, as a model reads it. */
export type Shown = { clips: ShownClip[]; sentences: ShownSentence[] }

/** Throws where a fence is missing or holds no JSON. */
export const readShown = ({ turns }: StubPrompt): Shown => {
  const text = turns[0]?.text ?? ''
  const inside = (name: string): unknown => {
    const found = [...text.matchAll(new RegExp(`^<${name}>\n([^\n]*)\n</${name}>$`, 'gm'))]
    if (found.length !== 1) throw new Error(`the prompt has ${found.length} fences of ${name}`)
    return JSON.parse(found[0]?.[1] ?? '')
  }
  return { clips: inside('clips') as ShownClip[], sentences: inside('sentences') as ShownSentence[] }
}

/** The clips a sentence may have. */
export const clipsFor = ({ clips }: Shown, { scenes }: ShownSentence): ShownClip[] =>
  clips.filter(({ scene }) => scenes.includes(scene))

/** Answers for every sentence with the numbers `choose` names. */
export const choosing =
  (choose: (clips: ShownClip[], sentence: ShownSentence) => number[]) =>
  (shown: Shown): unknown => ({
    choices: shown.sentences.map((sentence) => ({
      sentence: sentence.sentence,
      clips: choose(clipsFor(shown, sentence), sentence),
    })),
  })

/** The editing service on a stub of Gemini over a socket, with a real ledger for steps and calls. */
export const openLiveEditing = async (
  answer: (shown: Shown, prompt: StubPrompt) => unknown,
  options: GeminiStubOptions = {},
) => {
  const rig = await openProviderRig({
    cachedShare: 0.25,
    answer: (_schema, prompt) => answer(readShown(prompt), prompt),
    ...options,
  })
  const objects = makeMemoryObjects()
  let { orgId, fence } = await rig.claim()

  /** One attempt at an editing script. */
  const edit = async (input: EditingCase, worker: { run?: Partial<Run>; replica?: ReplicaOptions } = {}) => {
    const claim = { id: fence.taskId, orgId, fence }
    const signal = worker.run?.signal ?? new AbortController().signal
    const chooser = chooseClipChooser({
      languageModel: (caller, asked) => {
        const settings: Record<string, string> = asked && asked !== UNKNOWN_MODEL ? { GEMINI_MODEL: asked } : {}
        return rig.openReplica(caller, { settings, ...worker.replica }).model
      },
      usageOf: (taskId, model) => sumTaskUsage(rig.db, taskId, { model, rmbPerUsd: 7.1 }),
    })
    const step = makeStep({ db: rig.db, objects }, { orgId, fence, signal })
    return runEditing(input, { chooser, claim, run: { step, signal, ...worker.run } })
  }

  /** The attempt is over: the task is released and claimed again. */
  const claimAgain = async (): Promise<void> => {
    await releaseTask(rig.db, fence, { delayMs: 0, keepAttempt: true, problem: null })
    const claim = await claimTask(rig.db, { id: fence.taskId, service: 'dubbing', owner: 'next', leaseMs: 600_000 })
    if (!claim) throw new Error('the task could not be claimed again')
    fence = claim.fence
  }

  return { rig, edit, claimAgain }
}
