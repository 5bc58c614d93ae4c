import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { keepTraces, type OtlpBody } from './keep-traces.ts'

const MAX_SPANS = 50_000
const MAX_BODY_BYTES = 20_000_000
const traces = keepTraces(MAX_SPANS)
let protobufCount = 0

const answer = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let sizeBytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length
    if (sizeBytes > MAX_BODY_BYTES) throw new Error('the body is too large')
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  return request.headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES }) : body
}

const collect = async (request: IncomingMessage, response: ServerResponse) => {
  if (request.method !== 'POST' || request.url !== '/v1/traces') return answer(response, 404, {})
  try {
    const body = await readBody(request)
    if (request.headers['content-type'] === 'application/x-protobuf') {
      protobufCount += 1
      return void response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
    }
    traces.add(JSON.parse(body.toString()) as OtlpBody)
    return answer(response, 200, { partialSuccess: {} })
  } catch (error) {
    return answer(response, 400, { message: (error as Error).message })
  }
}

const list = (data: unknown[]) => ({ data, total: data.length, limit: 0, offset: 0, errors: null })

const query = (request: IncomingMessage, response: ServerResponse) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in.invalid')
  const operations = /^\/api\/services\/([^/]+)\/operations$/.exec(pathname)?.[1]
  const traceId = /^\/api\/traces\/([0-9a-f]+)$/.exec(pathname)?.[1]
  if (pathname === '/') return answer(response, 200, { standIn: 'jaeger', protobufCount, services: traces.services() })
  if (pathname === '/api/services') return answer(response, 200, list(traces.services()))
  if (operations) return answer(response, 200, list(traces.operations(decodeURIComponent(operations))))
  if (pathname === '/api/traces') {
    const service = searchParams.get('service') ?? ''
    return answer(response, 200, list(traces.ofService(service, Number(searchParams.get('limit') ?? 20))))
  }
  const trace = traceId && traces.find(traceId)
  if (trace) return answer(response, 200, list([trace]))
  return answer(response, 404, { data: null, errors: [{ code: 404, msg: 'trace not found' }] })
}

const servers = [
  createServer(collect).listen(4318),
  createServer(query).listen(16686),
  createServer((_request, response) => answer(response, 200, { status: 'StatusOK' })).listen(13133),
]
console.log('trace stand-in: OTLP/HTTP on 4318, queries on 16686, health on 13133')
if (process.argv.length > 2) console.log('its command line is ignored')
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    for (const server of servers) server.close()
  })
}
