import { pause } from '@vss/shared/process/pause.ts'

/** A: the clients in production, with trailing slashes. B: the newer ones, without. */
export type Generation = 'A' | 'B'

export type EdgeIdentity = { instanceId: string; apiKey: string }

export type TaskView = {
  id: number
  status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED'
  task_type: string
  result: Record<string, unknown> | null
  download_url: string | null
  progress: number | null
  progress_message: string | null
}

/** Speaks to the cloud as an Edge workstation does: the same paths, headers and multipart bodies. */
export type EdgeClient = {
  upload(fileName: string, bytes: Buffer): Promise<string>
  createTask(taskType: string, payload: Record<string, unknown>): Promise<number>
  getTask(id: number): Promise<TaskView>
  /** Polls until the task is terminal, and returns it. */
  awaitTask(id: number, onProgress?: (task: TaskView) => void): Promise<TaskView>
  downloadResult(task: TaskView): Promise<Buffer>
  downloadFile(relativePath: string): Promise<Buffer>
}

export class EdgeHttpError extends Error {
  readonly status: number
  readonly body: string

  constructor(method: string, url: string, status: number, body: string) {
    super(`${method} ${url} answered ${status}: ${body.slice(0, 500)}`)
    this.name = 'EdgeHttpError'
    this.status = status
    this.body = body
  }
}

/** The part has no Content-Type: the deployed clients send none. */
const multipart = (fileName: string, bytes: Buffer) => {
  const boundary = 'edge-2b1f9c0d'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n\r\n`
  return {
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/form-data; boundary=${boundary}`,
  }
}

export const makeEdgeClient = (
  baseUrl: string,
  identity: EdgeIdentity,
  generation: Generation,
  pollMs = 250,
): EdgeClient => {
  const slash = generation === 'A' ? '/' : ''
  const headers = { 'X-Instance-ID': identity.instanceId, 'X-Api-Key': identity.apiKey }
  const call = async (url: string, expected: number, init: RequestInit = {}): Promise<Response> => {
    // The cloud must never redirect: a client would repeat its POST as a GET.
    const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers }, redirect: 'error' })
    if (response.status === expected) return response
    throw new EdgeHttpError(init.method ?? 'GET', url, response.status, await response.text())
  }
  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
  const getTask = async (id: number) =>
    (await (await call(`${baseUrl}/api/v1/tasks/${id}${slash}`, 200)).json()) as TaskView
  return {
    getTask,
    upload: async (fileName, bytes) => {
      const { body, type } = multipart(fileName, bytes)
      const init = { method: 'POST', body: new Uint8Array(body), headers: { 'Content-Type': type } }
      const answer = await call(`${baseUrl}/api/v1/files/upload${slash}`, 201, init)
      return ((await answer.json()) as { relative_path: string }).relative_path
    },
    createTask: async (taskType, payload) => {
      const body = JSON.stringify({ task_type: taskType, payload })
      const init = { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }
      const answer = await call(`${baseUrl}/api/v1/tasks${slash}`, 202, init)
      return ((await answer.json()) as { id: number }).id
    },
    awaitTask: async (id, onProgress) => {
      for (;;) {
        const task = await getTask(id)
        onProgress?.(task)
        if (task.status === 'COMPLETED' || task.status === 'FAILED') return task
        await pause(pollMs)
      }
    },
    downloadResult: async (task) => {
      if (!task.download_url) throw new Error(`task ${task.id} has no download_url`)
      return bytesOf(await call(task.download_url, 200))
    },
    downloadFile: async (relativePath) =>
      bytesOf(await call(`${baseUrl}/api/v1/files/download/?path=${encodeURIComponent(relativePath)}`, 200)),
  }
}
