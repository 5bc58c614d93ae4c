import type { NarrationScript } from '@vss/shared/contracts/files/narration-script.ts'
import { describe, expect, test } from 'vitest'
import { type AskedScene, type ModelPlot, materialOf, type ToldSegment } from '../testing/answer-as-model.ts'
import { changeFirst, citedIn, findingsOf, minutes, useLiveNarration } from '../testing/live-narration.ts'
import { retrieveFrom } from '../testing/run-pipeline.ts'
import { sampleStory } from '../testing/sample-story.ts'

const { open, narrate, outcomes, prompts, expectBilled, rig, claimAgain } = useLiveNarration()

describe('grounding', () => {
  test('ids that are not in scope are dropped or repaired, and the file says which', async () => {
    await open({
      draft: (_prompt, usual) => {
        const { segments } = usual as { segments: ToldSegment[] }
        const ids = [[101], [424242], undefined]
        return {
          segments: segments.map((segment, at) => {
            if (at === 0) return { ...segment, scene_ids: [101, ...segment.scene_ids] }
            return at === 1 ? { ...segment, scene_ids: ids[1] } : segment
          }),
        }
      },
    })
    const params = minutes(2, { scope: { type: 'episode_range', value: [2, 2] } })
    const { script } = await narrate('en', { params })
    expect(citedIn(script).filter((id) => id < 201 || id > 205)).toEqual([])
    expect(findingsOf(script)).toEqual(
      expect.arrayContaining([
        { check: 'scenes', outcome: 'dropped', scene_ids: [101] },
        { check: 'scenes', outcome: 'repaired', scene_ids: [424242] },
      ]),
    )
    expectBilled(script)
  })

  test('segments out of order are sorted by their scenes', async () => {
    await open({
      draft: (_prompt, usual) => ({ segments: (usual as { segments: ToldSegment[] }).segments.toReversed() }),
    })
    const { script } = await narrate('en', { params: minutes(3) })
    const order = new Map(sampleStory('en').scenes.map(({ id, order: at }) => [id, at]))
    const told = citedIn(script).map((id) => order.get(id) ?? -1)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(findingsOf(script)).toContainEqual({ check: 'order', outcome: 'moved' })
  })

  const absentIn = (lang: 'zh' | 'en') => {
    const story = sampleStory(lang)
    const name = lang === 'en' ? 'Conrad' : '罗守业'
    const scene = story.scenes.find((candidate) => !JSON.stringify(candidate).includes(name))
    if (!scene) throw new Error(`everybody meets ${name}`)
    return { name, id: scene.id }
  }
  const naming = (lang: 'zh' | 'en') => {
    const { name, id } = absentIn(lang)
    const text = lang === 'en' ? `${name} has been here all along.` : `${name}其实一直都在这里。`
    return { name, plot: changeFirst(() => ({ scene_ids: [id], text })) }
  }

  test.each(['zh', 'en'] as const)(
    'a person who is in no cited scene is removed by a rewrite in %s, paid and recorded',
    async (lang) => {
      const { name, plot } = naming(lang)
      await open(plot)
      const { script } = await narrate(lang, { params: minutes(1) })
      expect(findingsOf(script)).toContainEqual({ check: 'people', outcome: 'rewritten', names: [name] })
      expect(script.narration_script.filter(({ narration }) => narration.includes(name))).toEqual([])
      expect(prompts().filter(({ text }) => text.includes('<problems>'))).toHaveLength(1)
      expectBilled(script)
    },
  )

  test('a rewrite that still names the person is paid and discarded; the finding blocks nothing', async () => {
    const { name, plot } = naming('en')
    await open({ ...plot, rewrite: () => ({ text: `${name} stays.` }) })
    const { script } = await narrate('en', { params: minutes(1) })
    expect(findingsOf(script)).toContainEqual({ check: 'people', outcome: 'kept', names: [name] })
    expect(script.narration_script.map(({ narration }) => narration)).toContain(`${name} has been here all along.`)
    expectBilled(script)
  })

  test('a rewrite that is blocked leaves the segment as it was, and is paid', async () => {
    const { name, plot } = naming('en')
    await open(plot)
    rig().stub.plan(null, { kind: 'blocked_answer' })
    const { script } = await narrate('en', { params: minutes(1) })
    expect(outcomes()).toEqual(['ok', 'blocked_answer'])
    expect(findingsOf(script)).toContainEqual({ check: 'people', outcome: 'kept', names: [name] })
    expectBilled(script)
  })

  test('a daily quota that ends after the draft was paid leaves the segment as it was', async () => {
    const { name, plot } = naming('en')
    await open(plot)
    rig().stub.plan(null, { kind: 'quota_exhausted' })
    const { script } = await narrate('en', { params: minutes(1) })
    expect(findingsOf(script)).toContainEqual({ check: 'people', outcome: 'kept', names: [name] })
    expect(outcomes()).toEqual(['ok', 'quota_exhausted'])
  })

  test('a contradiction of the facts is rewritten', async () => {
    const answer = retrieveFrom(sampleStory('en'))
    const retrieve: typeof answer = async (request) => {
      const reply = await answer(request)
      const facts = [{ character: 'Dinah', attribute: 'gender', value: 'female', type: 'constant' }]
      return reply.ok ? { ...reply, hits: reply.hits.map((hit) => ({ ...hit, facts })) } : reply
    }
    await open(changeFirst(() => ({ text: 'Mr Dinah waits.' })))
    const { script } = await narrate('en', { params: minutes(1), retrieve })
    const contradicted = [{ name: 'Dinah', said: 'Mr Dinah', known: ['female'] }]
    expect(findingsOf(script)).toContainEqual({ check: 'facts', outcome: 'rewritten', contradicted })
    expect(script.narration_script[0]?.narration).not.toContain('Mr Dinah')
  })

  test('a segment that is too long is shortened, with the exact budget', async () => {
    const text = 'A very long sentence about it. '.repeat(80)
    await open({
      draft: (_prompt, usual) => ({
        segments: (usual as { segments: ToldSegment[] }).segments.slice(0, 1).map((first) => ({ ...first, text })),
      }),
    })
    const { script } = await narrate('en', { params: { ...minutes(3), speaking_rate: 2.5 } })
    const [first] = script.narration_script
    const most = Math.floor((first?.metadata.duration_limit ?? 0) * 2.5)
    expect(first?.metadata).toMatchObject({ refined: true, is_overflow: false })
    expect(prompts().at(-1)?.text).toContain(`at most ${most} words`)
    expectBilled(script)
  })
})

describe('a draft of another length than planned', () => {
  const LINE = 'And so it all goes on until it comes to this.'
  /** Every scene gets this many words, whatever length was asked for. */
  const tellingEach = (words: number): ModelPlot => ({
    draft: (prompt) => ({
      segments: (materialOf(prompt, 'scenes') as AskedScene[]).map(({ id }) => ({
        scene_ids: [id],
        text: [`It is ${id} now.`, ...Array.from({ length: words / 11 }, () => LINE)].join(' '),
      })),
    }),
  })
  const secondsOf = ({ narration_script: script }: NarrationScript) =>
    script.reduce((sum, { metadata }) => sum + (metadata.expected_audio_duration ?? metadata.pred_audio_duration), 0)
  const asked = (what: string) => prompts().filter(({ text }) => text.includes(what)).length
  const lengthFindings = (script: NarrationScript) => findingsOf(script).filter(({ check }) => check === 'length')

  test('a draft many times too long loses its least relevant segments, the rest is shortened, and the message says so', async () => {
    await open({ ...tellingEach(88), shorten: () => ({ text: LINE }) })
    const { script, message } = await narrate('en', { params: minutes(1) })
    const [segments, drafted] = [script.narration_script.length, sampleStory('en').scenes.length]
    expect(secondsOf(script)).toBeLessThanOrEqual(66)
    expect(secondsOf(script)).toBeGreaterThan(30)
    expect(asked('<passage>')).toBe(segments)
    expect(lengthFindings(script)).toHaveLength(segments)
    expect(message).toMatch(/What was written first took about 1\d\.\d minutes of the 1\.0 planned\./)
    expect(message).toContain(`told shorter: ${segments}; left out, as they matter least: ${drafted - segments}.`)
    expect(message).not.toContain('says too little')
    const told = citedIn(script)
    expect(told).toContain(sampleStory('en').scenes[0]?.id)
    expect(told).toContain(sampleStory('en').scenes.at(-1)?.id)
    expectBilled(script)
  })

  test('a draft that the model does not shorten is cut by leaving out segments, after one request each', async () => {
    await open({ ...tellingEach(44), shorten: (prompt) => materialOf(prompt, 'passage') })
    const { script, message } = await narrate('en', { params: minutes(3) })
    expect(secondsOf(script)).toBeLessThanOrEqual(198)
    expect(asked('<passage>')).toBeGreaterThan(0)
    expect(asked('<passage>')).toBeLessThanOrEqual(sampleStory('en').scenes.length)
    expect(message).toContain('told shorter: 0;')
  })

  test('is cut the same way by a second attempt, which pays nothing', async () => {
    await open({ ...tellingEach(88), shorten: () => ({ text: LINE }) })
    const first = await narrate('en', { params: minutes(2) })
    const paid = outcomes().length
    await claimAgain()
    const second = await narrate('en', { params: minutes(2) })
    expect(outcomes()).toHaveLength(paid)
    expect(second.script.narration_script).toEqual(first.script.narration_script)
    expect(second.message).toBe(first.message)
  })

  test('a draft of a task with a speaking rate is held to that rate', async () => {
    await open({ ...tellingEach(33), shorten: () => ({ text: LINE }) })
    const { script } = await narrate('en', { params: { ...minutes(2), speaking_rate: 1.5 } })
    expect(script.narration_script.reduce((sum, { metadata }) => sum + metadata.text_len, 0)).toBeLessThanOrEqual(198)
  })

  test('a draft that is too short is kept, and the message says so', async () => {
    await open(tellingEach(11))
    const { script, message } = await narrate('en', { params: minutes(5) })
    expect(lengthFindings(script)).toEqual([])
    expect(message).toContain('too little about its scenes to fill 5.0 minutes')
    expect(message).not.toContain('written first')
  })
})
