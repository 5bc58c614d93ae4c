import { type NarrationScript, narrationScript } from '@vss/shared/contracts/files/narration-script.ts'
import { afterEach, expect } from 'vitest'
import type { ModelPlot, ToldSegment } from './answer-as-model.ts'
import { openLiveService } from './open-live-service.ts'
import { retrieveFrom } from './run-pipeline.ts'
import { rawSample, sampleStory } from './sample-story.ts'

export type Params = Record<string, unknown>
type Telling = { params?: Params; raw?: unknown; payload?: Params; retrieve?: ReturnType<typeof retrieveFrom> }

export const minutes = (target: number, control: Params = {}): Params => ({
  control_params: { target_duration_minutes: target, ...control },
})

export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

export const findingsOf = ({ narration_script: script }: NarrationScript) =>
  script.flatMap(({ metadata }) => (metadata.findings as { check: string }[] | undefined) ?? [])
export const citedIn = ({ narration_script: script }: NarrationScript) =>
  script.flatMap((item) => item.source_scene_ids)

/** The first segment of the draft is changed. */
export const changeFirst = (change: (segment: ToldSegment) => Partial<ToldSegment>): ModelPlot => ({
  draft: (_prompt, usual) => {
    const { segments } = usual as { segments: ToldSegment[] }
    return { segments: segments.map((segment, at) => (at === 0 ? { ...segment, ...change(segment) } : segment)) }
  },
})

/** The live service of one test file, opened by each test and closed after it. */
export const useLiveNarration = () => {
  let live: Awaited<ReturnType<typeof openLiveService>>
  afterEach(() => live?.rig.close())

  const open = async (plot: ModelPlot = {}): Promise<void> => {
    live = await openLiveService(plot)
  }

  /** Narrates a sample story, in one attempt. */
  const narrate = async (lang: 'zh' | 'en', telling: Telling = {}) => {
    const { generate, upload } = live.open({ retrieve: telling.retrieve ?? retrieveFrom(sampleStory(lang)) })
    const blueprint_path = await upload('story.json', telling.raw ?? rawSample(lang))
    const service_params = { lang, ...telling.params }
    const { outcome, content } = await generate({ blueprint_path, asset_id: 'a', ...telling.payload, service_params })
    return { message: outcome.message, script: narrationScript.parse(content) }
  }

  const master = (texts: readonly string[]) => ({
    lang: 'en',
    narration_script: texts.map((narration) => ({ narration, source_scene_ids: [102] })),
  })
  const localize = async (texts: readonly string[], params: Params = {}) => {
    const service = live.open({})
    const master_script_path = await service.upload('master.json', master(texts))
    const blueprint_path = await service.upload('story.json', rawSample('en'))
    const service_params = { target_lang: 'fr', ...params }
    const { outcome, content } = await service.localize({ master_script_path, blueprint_path, service_params })
    return { message: outcome.message, script: narrationScript.parse(content) }
  }

  const outcomes = () => live.rig.stub.bills.map(({ outcome }) => outcome)
  const prompts = () =>
    (live.rig.stub.bodies as { contents: { parts: { text: string }[] }[]; systemInstruction: unknown }[]).map(
      ({ contents, systemInstruction }) => ({
        text: contents[0]?.parts[0]?.text ?? '',
        turns: contents.length,
        system: JSON.stringify(systemInstruction),
      }),
    )

  /** The file reports what the stub has billed: exact tokens, money to nine places. */
  const expectBilled = ({ ai_total_usage: usage }: NarrationScript, model = 'gemini-3.8-flash'): void => {
    const { bills } = live.rig.stub
    const sum = (count: (bill: (typeof bills)[number]) => number) => bills.reduce((all, bill) => all + count(bill), 0)
    expect(usage).toMatchObject({
      model_used: model,
      prompt_tokens: sum((bill) => bill.promptTokens),
      cached_tokens: sum((bill) => bill.cachedTokens),
      completion_tokens: sum((bill) => bill.outputTokens + bill.thinkingTokens),
      request_count: bills.length,
      uncertain_cost_usd: 0,
    })
    expect(usage.cost_usd).toBeCloseTo(live.rig.stub.billedUsd(), 9)
    expect(usage.cost_usd).toBeGreaterThan(0)
  }

  return {
    open,
    narrate,
    localize,
    outcomes,
    prompts,
    expectBilled,
    rig: () => live.rig,
    claimAgain: () => live.claimAgain(),
  }
}
