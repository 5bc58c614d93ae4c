import type { EdgeIdentity } from '../../harness/edge-client.ts'

/** Where and as whom a deployment is tried: given by the script that started it. */
export type Target = { baseUrl: string; identity: EdgeIdentity }

/** `<base URL> <instance id> <API key>` from a command line. Throws when one is missing. */
export const readTarget = (args: readonly string[]): Target => {
  const [baseUrl, instanceId, apiKey] = args
  if (!baseUrl || !instanceId || !apiKey) throw new Error('Usage: … <base URL> <instance id> <API key>')
  return { baseUrl, identity: { instanceId, apiKey } }
}
