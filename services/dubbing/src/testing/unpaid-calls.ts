import type { PaidCalls } from '../providers/chunked-voice.ts'

/** Each request is sent once, unwatched, and nothing is kept: what a speaker throws comes out as it is. */
export const unpaidCalls: PaidCalls = {
  callProvider: (call, signal) => call.send(signal),
  canCall: () => true,
  obtainPart: (_part, speak) => speak(),
}
