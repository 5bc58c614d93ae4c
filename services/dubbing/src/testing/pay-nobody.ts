import type { Paying } from '../providers/parted-voice.ts'

/** Each request is sent once, unwatched, and nothing is kept: what a speaker throws comes out as it is. */
export const payNobody: Paying = {
  callProvider: (call, signal) => call.send(signal),
  canCall: () => true,
  obtainPart: (_part, speak) => speak(),
}
