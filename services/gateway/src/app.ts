import { STATUS_CODES } from 'node:http'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import { trace } from '@opentelemetry/api'
import { ERRORS } from '@vss/shared/errors/errors.ts'
import Fastify, { type FastifyBaseLogger } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { makeAuthenticate } from './auth/authenticate.ts'
import type { GatewayDeps } from './deps.ts'
import { registerDocs } from './http/docs/register-docs.ts'
import type { EdgeApp } from './http/edge-app.ts'
import { type ErrorRenderer, makeErrorRenderer, routeNotFound } from './http/errors.ts'
import { serveFileDownload } from './http/files/serve-file-download.ts'
import { serveResultDownload } from './http/files/serve-result-download.ts'
import { serveUpload } from './http/files/serve-upload.ts'
import { serveHealth } from './http/health/serve-health.ts'
import { registerJsonBody, validateRequest } from './http/request-input.ts'
import { RequestLog } from './http/request-log.ts'
import { serveTaskCancel } from './http/tasks/serve-task-cancel.ts'
import { serveTaskCreation } from './http/tasks/serve-task-creation.ts'
import { serveExport } from './http/tasks/serve-task-export.ts'
import { serveTaskList } from './http/tasks/serve-task-list.ts'
import { serveTaskRetry } from './http/tasks/serve-task-retry.ts'
import { serveTaskStatus } from './http/tasks/serve-task-status.ts'

/** Clients allow an upload or a download 300 s; a slow request must not be cut off before that. */
const REQUEST_TIMEOUT_MS = 310_000
const HEADERS_TIMEOUT_MS = 30_000
/** Longer than a reverse proxy keeps idle connections (nginx: 60 s), so that it never reuses one that is closed here. */
const KEEP_ALIVE_TIMEOUT_MS = 72_000
const JSON_LIMIT_BYTES = 1024 * 1024
/** X-Forwarded-* headers count only from a reverse proxy on this host or in its private network. */
const TRUSTED_PROXIES = ['loopback', 'linklocal', 'uniquelocal']

const BROKEN_REQUEST_STATUS: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }

/** The answer to bytes that are not an HTTP request, in the shape of every other error. */
const brokenRequestAnswer = (errorCode: string): string => {
  const status = BROKEN_REQUEST_STATUS[errorCode] ?? 400
  const reason = STATUS_CODES[status] ?? ''
  const body = JSON.stringify({ code: ERRORS.parameter_invalid.edge, message: reason, data: null })
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    '',
    body,
  ].join('\r\n')
}

const openServer = (deps: GatewayDeps, renderError: ErrorRenderer): EdgeApp => {
  const log: FastifyBaseLogger = deps.log
  const app = Fastify({
    loggerInstance: log,
    logController: new RequestLog(),
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 500 },
    exposeHeadRoutes: false,
    trustProxy: TRUSTED_PROXIES,
    // Clients do not repeat a request that a stopping replica refused, so it serves those that still arrive.
    return503OnClosing: false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: (error, request, reply) => {
      renderError(error, request, reply)
    },
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || socket.destroyed) return
      if (socket.writable) socket.write(brokenRequestAnswer(error.code))
      socket.destroy(error)
    },
  }).withTypeProvider<ZodTypeProvider>()
  app.server.headersTimeout = HEADERS_TIMEOUT_MS
  app.setValidatorCompiler(validateRequest)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler<Error>(renderError)
  app.setNotFoundHandler((request) => {
    throw routeNotFound(request)
  })
  return app
}

const observe = (app: EdgeApp): void => {
  app.decorateRequest('arrivedAtMs', 0)
  app.decorateRequest('caller')
  app.addHook('onRequest', async (request) => {
    request.arrivedAtMs = performance.now()
    const { url } = request.routeOptions
    if (url) trace.getActiveSpan()?.setAttribute('http.route', url).updateName(`${request.method} ${url}`)
  })
}

/** Keys travel in headers, which a page has to set itself. There are no cookies, so credentials need not be allowed. */
const allowPages = (app: EdgeApp, origins: readonly string[]): void => {
  if (origins.length === 0) return
  app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['Content-Disposition', 'Content-Range', 'Retry-After'],
    maxAge: 600,
  })
}

const serveEdge = (app: EdgeApp, deps: GatewayDeps): void => {
  app.addHook('onRequest', makeAuthenticate(deps))
  // A handler inside /api/v1, so that an unknown route asks for credentials first, like a known one.
  app.setNotFoundHandler((request) => {
    throw routeNotFound(request)
  })
  serveUpload(app, deps)
  serveFileDownload(app, deps)
  serveResultDownload(app, deps)
  serveTaskCreation(app, deps)
  serveTaskList(app, deps)
  serveTaskStatus(app, deps)
  serveTaskCancel(app, deps)
  serveTaskRetry(app, deps)
  serveExport(app, deps)
}

/** The gateway's HTTP side, ready to `listen` or `inject`. It opens and closes nothing of `deps`. */
export const buildApp = (deps: GatewayDeps): EdgeApp => {
  const app = openServer(deps, makeErrorRenderer(deps))
  observe(app)
  registerJsonBody(app, JSON_LIMIT_BYTES)
  // JSON needs no page policy, and the page of the API description has its own. The proxy in front is in charge of https.
  app.register(helmet, { contentSecurityPolicy: false, strictTransportSecurity: false })
  allowPages(app, deps.allowedOrigins)
  app.register(multipart, { throwFileSizeLimit: false })
  registerDocs(app, deps.publicUrl)
  app.register((root, _options, done) => {
    serveHealth(root.withTypeProvider<ZodTypeProvider>(), deps)
    done()
  })
  app.register(
    (edge, _options, done) => {
      serveEdge(edge.withTypeProvider<ZodTypeProvider>(), deps)
      done()
    },
    { prefix: '/api/v1' },
  )
  return app
}
