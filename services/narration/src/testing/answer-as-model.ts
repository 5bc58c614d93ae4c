import type { StubHandler, StubPrompt } from '@vss/shared/model-stubs/gemini-stub-answer.ts'

/** The kinds of requests of this service. */
export type Asked = 'draft' | 'shorten' | 'rewrite' | 'translate'

export type AskedScene = { id: number; max_units: number; name?: string }
export type ToldSegment = { scene_ids: number[]; text: string }

/** The material of that name in a prompt. Throws when it is missing or not JSON. */
export const materialOf = (prompt: StubPrompt, name: string): unknown => {
  const [, json = ''] = new RegExp(`<${name}>\\n(.*)\\n</${name}>`).exec(prompt.turns[0]?.text ?? '') ?? []
  return JSON.parse(json)
}

const kindOf = (prompt: StubPrompt): Asked => {
  const text = prompt.turns[0]?.text ?? ''
  if (text.includes('<passages>')) return 'translate'
  if (text.includes('<problems>')) return 'rewrite'
  return text.includes('<passage>') ? 'shorten' : 'draft'
}

const isChinese = (prompt: StubPrompt): boolean => prompt.system.includes('解说词')

const LINE = 'And so it all goes on until it comes to this.'.split(' ')

const tellIn = (zh: boolean, units: number): string => {
  if (zh) return '事情一步步走到这里。'.repeat(Math.max(1, Math.floor(units / 10)))
  const words = Array.from({ length: Math.max(4, Math.floor(units)) }, (_, at) => LINE[at % LINE.length])
  return words.join(' ').replace(/\.?$/, '.')
}

/** The length of the part, in units. */
const lengthAskedIn = (prompt: StubPrompt): number =>
  Number(/(?:about|共约) (\d+)/.exec(prompt.turns[0]?.text ?? '')?.[1])

const draft = (prompt: StubPrompt): { segments: ToldSegment[] } => {
  const scenes = (materialOf(prompt, 'scenes') as AskedScene[]).filter(({ max_units: maxUnits }) => maxUnits > 0)
  const footage = scenes.reduce((sum, { max_units: maxUnits }) => sum + maxUnits, 0)
  const share = Math.min(0.8, lengthAskedIn(prompt) / footage)
  const tell = (units: number) => tellIn(isChinese(prompt), units * share)
  return { segments: scenes.map(({ id, max_units: maxUnits }) => ({ scene_ids: [id], text: tell(maxUnits) })) }
}

/** Writes every scene as long as its footage allows, within the length of the part; shortens to one sentence; translates into numbered phrases. */
const answers: Record<Asked, (prompt: StubPrompt) => unknown> = {
  draft,
  shorten: (prompt) => ({ text: tellIn(isChinese(prompt), 1) }),
  rewrite: (prompt) => ({ text: tellIn(isChinese(prompt), 1) }),
  translate: (prompt) => ({
    translations: (materialOf(prompt, 'passages') as { index: number }[]).map(({ index }) => ({
      index,
      text: `Phrase numéro ${index}.`,
    })),
  }),
}

export type ModelPlot = { [Kind in Asked]?: (prompt: StubPrompt, usual: unknown) => unknown }

/** The answers of the stub in place of Gemini: the usual ones, each changed by the plot. */
export const answerAsModel =
  (plot: ModelPlot = {}): StubHandler =>
  (_schema, prompt) => {
    const kind = kindOf(prompt)
    const usual = answers[kind](prompt)
    return plot[kind]?.(prompt, usual) ?? usual
  }
