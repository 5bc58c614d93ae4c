import { MULTIPART, multipartBody } from './multipart-body.ts'
import type { TestGateway, TestTenant } from './open-test-gateway.ts'

/** The calls of a deployed client, as one tenant. Bodies come back as text, to be compared byte for byte. */
export const makeEdgeClient = (gateway: TestGateway, tenant: TestTenant) => {
  const call = (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) =>
    gateway.app.inject({ method, url, headers: { ...tenant.headers, ...headers }, ...(payload && { payload }) })
  const upload = async (content: Buffer | string, disposition?: string): Promise<string> => {
    const answer = await gateway.app.inject({
      method: 'POST',
      url: '/api/v1/files/upload/',
      headers: { ...tenant.headers, 'content-type': MULTIPART },
      payload: multipartBody(content, disposition),
    })
    return answer.json<{ relative_path: string }>().relative_path
  }
  const create = async (): Promise<number> => {
    const input_file_path = await upload('{}')
    const answer = await call('POST', '/api/v1/tasks/', {
      task_type: 'CHARACTER_IDENTIFIER',
      payload: { input_file_path },
    })
    return answer.json<{ id: number }>().id
  }
  const createEditing = async (): Promise<number> => {
    const [dubbing_script_path, blueprint_path] = [await upload('{}'), await upload('{}')]
    const payload = { dubbing_script_path, blueprint_path }
    const answer = await call('POST', '/api/v1/tasks/', { task_type: 'GENERATE_EDITING_SCRIPT', payload })
    return answer.json<{ id: number }>().id
  }
  return { call, upload, create, createEditing }
}
