import { type Agent, request } from 'node:http'
import { readCpu, spentCpu } from './read-cpu.ts'

export type Load = { requests: number; seconds: number; cpu: Map<string, number> }

export type Call = { method: 'GET' | 'POST'; url: string; headers: Record<string, string>; body?: Buffer }

/** Sends one request and reads the answer to its end. Throws unless it is answered with a 2xx. */
export const send = (agent: Agent, { method, url, headers, body }: Call): Promise<void> =>
  new Promise((resolve, reject) => {
    const length = body ? { 'Content-Length': body.length } : {}
    const sent = request(url, { agent, method, headers: { ...headers, ...length } }, (response) => {
      response.on('error', reject).resume()
      response.on('end', () => {
        const status = response.statusCode ?? 0
        if (status >= 200 && status < 300) resolve()
        else reject(new Error(`${method} ${url} answered ${status}`))
      })
    })
    sent.on('error', reject).end(body)
  })

/** `parallel` senders, each sending its next request when the one before was answered, for `seconds`. */
export const measureLoad = async (
  pids: ReadonlyMap<string, number>,
  parallel: number,
  seconds: number,
  sendNext: () => Promise<void>,
): Promise<Load> => {
  let requests = 0
  const [before, startedAt] = [readCpu(pids), performance.now()]
  const sender = async () => {
    while (performance.now() - startedAt < seconds * 1000) {
      await sendNext()
      requests += 1
    }
  }
  await Promise.all(Array.from({ length: parallel }, sender))
  const cpu = spentCpu(before, readCpu(pids))
  return { requests, seconds: (performance.now() - startedAt) / 1000, cpu }
}
