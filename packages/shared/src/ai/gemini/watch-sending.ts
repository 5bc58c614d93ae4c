import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'

type Watch = { wasSent: boolean }

const watches = new AsyncLocalStorage<Watch>()
const byRequest = new WeakMap<object, Watch>()

type RequestMessage = { request: object }

// The client library tells of a failed fetch no more than that it failed. Whether the request had left decides between
// "nothing was done" and "may have been paid"; only the channels of Node's own fetch know.
subscribe('undici:request:create', (message) => {
  const watch = watches.getStore()
  if (watch) byRequest.set((message as RequestMessage).request, watch)
})
subscribe('undici:client:sendHeaders', (message) => {
  const watch = byRequest.get((message as RequestMessage).request)
  if (watch) watch.wasSent = true
})

/** Runs what fetches; `wasSent` tells at any time whether the head of a request has been handed to a connection. */
export const watchSending = async <Answer>(
  run: () => Promise<Answer>,
  onError: (error: unknown, wasSent: boolean) => unknown,
): Promise<Answer> => {
  const watch: Watch = { wasSent: false }
  try {
    return await watches.run(watch, run)
  } catch (error) {
    throw onError(error, watch.wasSent)
  }
}
