import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GeminiStub, openGeminiStub } from './gemini-stub.ts'

let stub: GeminiStub
beforeAll(async () => {
  stub = await openGeminiStub()
})
afterAll(() => stub?.close())

const contents = [{ role: 'user', parts: [{ text: 'hello' }] }]
const withSchema = (responseSchema: unknown) => ({
  contents,
  generationConfig: { responseMimeType: 'application/json', responseSchema },
})
const post = (body: unknown, verb = 'gemini-3.8-flash:generateContent', key: string | null = stub.apiKey) =>
  fetch(`${stub.url}/v1beta/models/${verb}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== null && { 'x-goog-api-key': key }) },
    body: JSON.stringify(body),
  })

test.each<[string, unknown, RegExp]>([
  [
    'a word of JSON Schema',
    withSchema({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false }),
    /additionalProperties/,
  ],
  ['a reference', withSchema({ $ref: '#/x' }), /\$ref/],
  ['a format that is not listed', withSchema({ type: 'string', format: 'uuid' }), /format/],
  ['an enum of numbers', withSchema({ type: 'integer', enum: ['1'] }), /enum/],
  ['a list without items', withSchema({ type: 'array' }), /items/],
  ['an object without properties', withSchema({ type: 'object' }), /non-empty/],
  [
    'a required property that is not there',
    withSchema({ type: 'object', properties: { a: { type: 'string' } }, required: ['b'] }),
    /not defined/,
  ],
  [
    'a schema without JSON',
    { contents, generationConfig: { responseSchema: { type: 'string' } } },
    /application\/json/,
  ],
  ['an unknown setting', { contents, generationConfig: { maxTokens: 3 } }, /maxTokens/],
  ['an unknown field', { contents, prompt: 'x' }, /prompt/],
  ['a temperature out of range', { contents, generationConfig: { temperature: 3 } }, /temperature/],
  [
    'a wrong threshold',
    { contents, safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'NEVER' }] },
    /safety_settings/,
  ],
  ['a wrong role', { contents: [{ role: 'assistant', parts: [{ text: 'x' }] }] }, /role/],
  ['an empty text', { contents: [{ role: 'user', parts: [{ text: '' }] }] }, /empty/],
  ['no contents', {}, /contents/],
])('%s is refused with 400', async (_what, body, message) => {
  const response = await post(body)
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ error: { code: 400, message: expect.stringMatching(message) } })
})

const embedding = { model: 'models/gemini-embedding-001', content: { parts: [{ text: 'x' }] } }
test.each<[string, unknown]>([
  ['more than a hundred texts', Array.from({ length: 101 }, () => embedding)],
  ['an unknown task', [{ ...embedding, taskType: 'SEARCH' }]],
  ['another model inside', [{ ...embedding, model: 'models/other' }]],
  ['an unknown word', [{ ...embedding, dimensions: 3 }]],
])('embeddings of %s are refused with 400', async (_what, requests) => {
  expect((await post({ requests }, 'gemini-embedding-001:batchEmbedContents')).status).toBe(400)
})

test('no key, a wrong key, an unknown model: 403, 400, 404', async () => {
  expect((await post({ contents }, undefined, null)).status).toBe(403)
  expect((await post({ contents }, undefined, 'wrong')).status).toBe(400)
  expect((await post({ contents }, 'gemini-1:generateContent')).status).toBe(404)
})
