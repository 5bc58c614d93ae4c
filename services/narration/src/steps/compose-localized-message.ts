import type { NarrationSegment } from '@vss/shared/contracts/files/narration-script.ts'
import type { Locale } from '@vss/shared/errors/sentence.ts'
import { fill } from '../language/fill.ts'
import { MESSAGES } from '../language/messages.ts'
import { spokenSeconds } from './compose-message.ts'
import type { SpeakingRate } from './speaking-rate.ts'

/** What came of localising a script, for the person who asked. */
export const composeLocalizedMessage = (
  locale: Locale,
  segments: readonly NarrationSegment[],
  lang: string,
  { rate, replaced }: SpeakingRate,
  modelNote: string | null,
): string => {
  const words = MESSAGES[locale]
  const minutes = (spokenSeconds(segments) / 60).toFixed(1)
  const tooLong = segments.filter((segment) => segment.metadata.is_overflow).length
  const notes = [
    fill(words.localized, { segments: segments.length, lang, minutes }),
    replaced === null ? '' : fill(words.rate_replaced, { asked: replaced, rate }),
    tooLong === 0 ? '' : fill(words.too_long, { count: tooLong }),
    modelNote,
  ]
  return notes.filter(Boolean).join(locale === 'zh' ? '' : ' ')
}
