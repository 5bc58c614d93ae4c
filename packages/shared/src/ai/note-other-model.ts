import { type Locale, sentence } from '../errors/sentence.ts'

/**
 * For the result of a task that asked for a model: that another one was used. Null where it was that one, or nobody
 * asked, and offline, where no model is used at all.
 */
export const noteOtherModel = (locale: Locale, asked: string | null | undefined, used: string): string | null =>
  !asked || asked === used || used === 'offline' ? null : sentence(locale, 'provider.other_model', { asked, used })
