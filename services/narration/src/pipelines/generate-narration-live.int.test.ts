import { RetryLaterError } from '@vss/shared/errors/app-error.ts'
import type { GeminiFault } from '@vss/shared/model-stubs/gemini-stub.ts'
import { describe, expect, test } from 'vitest'
import { writerPromptsIn } from '../providers/live/prompts.ts'
import { changeFirst, citedIn, failureOf, findingsOf, minutes, useLiveNarration } from '../testing/live-narration.ts'
import { UNKNOWN_MODEL } from '../testing/open-live-service.ts'
import { sampleStory } from '../testing/sample-story.ts'

const { open, narrate, outcomes, prompts, expectBilled, rig, claimAgain } = useLiveNarration()

describe('a whole narration', () => {
  test.each(['zh', 'en'] as const)(
    'of the sample in %s matches its contract and costs what is billed',
    async (lang) => {
      await open()
      const { script, message } = await narrate(lang, { params: minutes(8) })
      expect(script.lang).toBe(lang)
      const known = new Set(sampleStory(lang).scenes.map(({ id }) => id))
      expect(citedIn(script).filter((id) => !known.has(id))).toEqual([])
      expect(script.narration_script.length).toBeGreaterThan(20)
      expect(script.narration_script.filter(({ metadata }) => metadata.is_overflow)).toEqual([])
      expect(findingsOf(script)).toEqual([])
      expect(message).not.toContain('translator')
      expect(outcomes().length).toBeGreaterThan(1)
      expectBilled(script)
      expect(await rig().calls()).toHaveLength(outcomes().length)
    },
  )

  test('is written in the language that was asked for, whatever the language of the story', async () => {
    await open()
    const { script, message } = await narrate('en', { params: { lang: 'zh', ...minutes(3) } })
    expect(script).toMatchObject({ lang: 'zh' })
    expect(script.narration_script[0]?.metadata).toMatchObject({ count_unit: 'characters', speaking_rate: 4.2 })
    expect(message).not.toContain('not in zh')
    expect(prompts()[0]?.text).toContain(writerPromptsIn('zh').styles.objective)
  })

  test('is written by the model that was asked for; if another one had to, the message names it', async () => {
    await open()
    const asked = await narrate('en', { params: { ...minutes(3), model: 'gemini-3.1-pro-preview' } })
    expectBilled(asked.script, 'gemini-3.1-pro-preview')
    expect(new Set(rig().stub.bills.map(({ model }) => model))).toEqual(new Set(['gemini-3.1-pro-preview']))
    expect(asked.message).not.toContain('Asked for')
    const other = await narrate('en', { params: { ...minutes(3), model: UNKNOWN_MODEL } })
    expect(other.script.ai_total_usage.model_used).toBe('gemini-3.8-flash')
    expect(other.message).toContain(`Asked for the model "${UNKNOWN_MODEL}", used gemini-3.8-flash`)
  })

  test('asks with the temperature of the task, style, focus and length', async () => {
    await open()
    await narrate('en', {
      params: { temperature: 0.4, ...minutes(3, { style: 'suspense', narrative_focus: 'revenge_plot' }) },
    })
    const { styles, focuses } = writerPromptsIn('en')
    expect(rig().stub.bodies[0]).toMatchObject({ generationConfig: { temperature: 0.4 } })
    expect(prompts()[0]?.text).toContain(styles.suspense)
    expect(prompts()[0]?.text).toContain(focuses.revenge_plot)
    expect(prompts()[0]?.text).toMatch(/about 450 words in all, between 414 and 486/)
  })
})

describe('answers that go wrong', () => {
  test.each<[GeminiFault['kind'], number]>([
    ['truncated', 1],
    ['wrong_shape', 1],
    ['fenced', 0],
  ])('%s: %i repair, and its cost is in the result', async (kind, repairs) => {
    await open()
    rig().stub.plan({ kind } as GeminiFault)
    const { script } = await narrate('en', { params: minutes(3) })
    expect(outcomes()).toEqual([kind, ...Array.from({ length: repairs }, () => 'ok')])
    expect(prompts().map(({ turns }) => turns)).toEqual([1, ...Array.from({ length: repairs }, () => 3)])
    expectBilled(script)
  })

  test('wrong twice: the task fails with the place of the error, and there is no third request', async () => {
    await open()
    rig().stub.plan({ kind: 'wrong_shape' }, { kind: 'wrong_shape' })
    const error = await failureOf(narrate('en', { params: minutes(3) }))
    expect(error).toMatchObject({ code: 'llm_failed', key: 'provider.unusable' })
    expect((error as Error).message).toContain('$.segments')
    expect(outcomes()).toHaveLength(2)
  })

  test('a segment without scenes or text is returned to the model', async () => {
    let asked = 0
    await open({
      draft: (_prompt, usual) => {
        asked += 1
        return asked === 1 ? { segments: [{ scene_ids: [], text: ' ' }] } : usual
      },
    })
    const { script } = await narrate('en', { params: minutes(3) })
    expect(outcomes()).toEqual(['ok', 'ok'])
    expectBilled(script)
  })

  test('a safety block of the draft fails the task in a sentence that says so', async () => {
    await open()
    rig().stub.plan({ kind: 'blocked_prompt' })
    const error = await failureOf(narrate('en', { params: minutes(3) }))
    expect(error).toMatchObject({ code: 'llm_failed', key: 'provider.refused' })
    expect((error as Error).message).toContain('SAFETY')
  })

  test('too many requests park the task; the next attempt repeats only the unanswered requests', async () => {
    await open()
    rig().stub.plan(null, { kind: 'rate_limited', retryDelay: '34.07s' })
    const params = minutes(12)
    const parked = await failureOf(narrate('en', { params }))
    expect(parked).toBeInstanceOf(RetryLaterError)
    expect((parked as RetryLaterError).delayMs).toBeGreaterThanOrEqual(34_070)
    const before = prompts().map(({ text }) => text)
    const answered = new Set(before.filter((_, at) => outcomes()[at] === 'ok'))
    expect(answered.size).toBeGreaterThan(0)
    await rig().elapse(35)
    await claimAgain()
    const { script } = await narrate('en', { params })
    const after = prompts().slice(before.length)
    expect(after.length).toBeGreaterThan(0)
    expect(after.filter(({ text }) => answered.has(text))).toEqual([])
    expectBilled(script)
  })
})

test('a second attempt pays nothing again and gives the same narration', async () => {
  const [dinah = 0] = sampleStory('en').scenes.map(({ id }) => id)
  await open(changeFirst(() => ({ text: `${'A very long sentence about it. '.repeat(80)}` })))
  const first = await narrate('en', { params: minutes(5) })
  const paid = outcomes().length
  expect(paid).toBeGreaterThan(2)
  await claimAgain()
  const second = await narrate('en', { params: minutes(5) })
  expect(outcomes()).toHaveLength(paid)
  expect(second.script.narration_script).toEqual(first.script.narration_script)
  expect(second.script.ai_total_usage).toMatchObject({ cost_usd: first.script.ai_total_usage.cost_usd })
  expect(citedIn(second.script)).toContain(dinah)
})
