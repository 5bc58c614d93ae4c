import type { PricedModel } from '@vss/shared/ai/make-providers.ts'
import type { DubbingTemplates } from '../templates/template.ts'
import type { Speakers } from './make-voices-for.ts'

/** The models that the templates of the live voices speak with. */
export const listModels = ({ templates }: DubbingTemplates, speakers: Speakers): PricedModel[] =>
  Object.values(templates).flatMap((template) => {
    const { provider, model } = template
    const voice = template.provider === 'google_tts' ? template.voice : ''
    const billed = speakers[provider]?.billedModel({ provider, model, voice, language: '', rate: 1 })
    return billed === undefined ? [] : [{ provider, model: billed }]
  })
