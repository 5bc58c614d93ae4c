import type { PaidCalls } from '../providers/chunked-voice.ts'

/** Sends each request once, without limits or cache: what a speaker throws comes out unchanged. */
export const unpaidCalls: PaidCalls = {
  callProvider: (call, signal) => call.send(signal),
  canCall: () => true,
  obtainPart: (_part, speak) => speak(),
}
