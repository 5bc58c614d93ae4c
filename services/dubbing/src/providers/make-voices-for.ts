import type { Providers } from '@vss/shared/ai/make-providers.ts'
import type { Payer } from '@vss/shared/ai/provider-call.ts'
import type { TakeCache } from '../takes/find-take.ts'
import { obtainPart } from '../takes/obtain-part.ts'
import { makePartedVoice, type Paying, type Speaker } from './parted-voice.ts'
import type { LiveProvider, Voice, Voices } from './voice.ts'

export type Speakers = Partial<Record<LiveProvider, Speaker>>

type Paid = Pick<Providers, 'callProvider' | 'canCall'>

/** The voices of one task: whatever a live one costs is paid for that task. */
export const makeVoicesFor =
  (speakers: Speakers, offline: Voice | null, { callProvider, canCall }: Paid, cache: TakeCache) =>
  (task: Payer): Voices => {
    const paying: Paying = {
      callProvider: callProvider(task),
      canCall,
      obtainPart: (part, speak) => obtainPart(cache, task.orgId, part, speak),
    }
    const live = Object.entries(speakers).map(([name, speaker]) => [name, makePartedVoice(speaker, paying)])
    return { live: Object.fromEntries(live), offline }
  }
