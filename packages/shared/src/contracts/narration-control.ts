import { z } from 'zod'
import { rule } from '../errors/describe-issue.ts'
import { WHOLE_NUMBER } from './parameters.ts'

export const NARRATIVE_FOCUSES = [
  'general',
  'romantic_progression',
  'business_success',
  'suspense_reveal',
  'character_growth',
  'revenge_plot',
  'custom',
] as const

export const NARRATION_STYLES = [
  'objective',
  'humorous',
  'emotional',
  'suspense',
  'serious',
  'sarcastic',
  'healing',
  'custom',
] as const

/** An id or number as clients send it: some keep the scene ids of datasets as text. */
const wholeNumber = z.union([z.number().int(), z.string().regex(WHOLE_NUMBER)])

const scope = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('full') }),
  z.looseObject({
    type: z.literal('episode_range'),
    value: z
      .tuple([wholeNumber, wholeNumber])
      .refine(([first, last]) => Number(first) <= Number(last), rule('value.not_range')),
  }),
  z.looseObject({ type: z.literal('scene_selection'), value: z.array(wholeNumber).min(1) }),
])

const characterFocus = z.discriminatedUnion('mode', [
  z.looseObject({ mode: z.literal('all') }),
  z.looseObject({ mode: z.literal('specific'), characters: z.array(z.string().min(1)).min(1) }),
])

export const controlParams = z
  .looseObject({
    narrative_focus: z
      .enum(NARRATIVE_FOCUSES)
      .default('general')
      .meta({ description: 'which thread of the story is told' }),
    style: z.enum(NARRATION_STYLES).default('objective').meta({ description: 'how it is told' }),
    custom_prompts: z
      .looseObject({ narrative_focus: z.string().nullish(), style: z.string().nullish() })
      .nullish()
      .meta({ description: 'needed for custom; {asset_name} is filled, every other brace is literal' }),
    perspective: z
      .enum(['third_person', 'first_person'])
      .default('third_person')
      .meta({ description: 'who speaks: a narrator, or one of the characters' }),
    perspective_character: z.string().nullish().meta({ description: 'who tells it; needed for first_person' }),
    scope: scope.default({ type: 'full' }).meta({
      description: 'full; episode_range: chapter numbers [first, last], both included; scene_selection: scene ids',
    }),
    character_focus: characterFocus
      .default({ mode: 'all' })
      .meta({ description: 'whom the narration follows: all, or specific with their names' }),
    target_duration_minutes: z
      .number()
      .min(1)
      .max(30)
      .nullish()
      .meta({ description: 'wished length in minutes; at most nine tenths of the footage in scope' }),
  })
  .superRefine((control, context) => {
    const need = (condition: boolean, path: string[], name: string, value: string) => {
      if (condition) context.addIssue({ code: 'custom', path, ...rule('value.needed_with', { name, value }) })
    }
    const blank = (text: string | null | undefined) => !text?.trim()
    need(
      control.perspective === 'first_person' && blank(control.perspective_character),
      ['perspective_character'],
      'perspective',
      'first_person',
    )
    need(
      control.narrative_focus === 'custom' && blank(control.custom_prompts?.narrative_focus),
      ['custom_prompts', 'narrative_focus'],
      'narrative_focus',
      'custom',
    )
    need(
      control.style === 'custom' && blank(control.custom_prompts?.style),
      ['custom_prompts', 'style'],
      'style',
      'custom',
    )
  })

export type ControlParams = z.output<typeof controlParams>
export type Scope = ControlParams['scope']
export type NarrativeFocus = ControlParams['narrative_focus']
export type NarrationStyle = ControlParams['style']
