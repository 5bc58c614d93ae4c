import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { EdgeApp } from '../edge-app.ts'
import { describeDocument } from './describe-document.ts'

const API_KEY = 'apiKey' as const

/** Serves the OpenAPI 3.1 description, made from the routes' schemas, at /api/docs and /api/docs/json. */
export const registerDocs = (app: EdgeApp, publicUrl: string | null): void => {
  app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Visify Story Studio Cloud',
        version: '1',
        description:
          'Every path works with and without its trailing slash. Errors are {code, message, data}; codes: 0 success, ' +
          '1000 unknown, 1001 invalid parameter, 1002 unauthorised, 1003 denied, 1004 not found, 2001 create failed, ' +
          '2002 task not found, 2003 already finished or not to be exported, 2004 execution failed, 3001 RAG, 3002 LLM, 3003 TTS, ' +
          '3004 payload, 4001 third party, 4002 rate limit, 4003 file I/O.',
      },
      servers: publicUrl ? [{ url: publicUrl }] : [],
      components: {
        securitySchemes: {
          instance: { type: API_KEY, in: 'header', name: 'X-Instance-ID' },
          key: { type: API_KEY, in: 'header', name: 'X-Api-Key' },
        },
      },
      security: [{ instance: [], key: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => describeDocument(jsonSchemaTransformObject(document) as OpenAPIV3_1.Document),
  })
  app.register(swaggerUi, {
    routePrefix: '/api/docs',
    // The page's own policy. The default one would upgrade requests to https on hosts that only speak http.
    staticCSP: "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'",
  })
}
