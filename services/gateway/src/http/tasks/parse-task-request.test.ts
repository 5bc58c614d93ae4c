import { AppError } from '@vss/shared/errors/app-error.ts'
import { ERRORS } from '@vss/shared/errors/errors.ts'
import { describe, expect, test } from 'vitest'
import { parseTaskRequest } from './parse-task-request.ts'

const parse = (task_type: string, payload: object) => parseTaskRequest({ task_type, payload })

const refusal = (run: () => unknown): AppError => {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const expectRefused = (run: () => unknown, words: string | RegExp) => {
  const error = refusal(run)
  expect([ERRORS[error.code].http, ERRORS[error.code].edge]).toEqual([400, 1001])
  expect(error.message).toMatch(words)
}

describe('the spellings of deployed clients', () => {
  test.each([
    [
      'CHARACTER_IDENTIFIER',
      {
        blueprint_path: 'u/b.json',
        service_params: { default_model: 'm', temperature: 0.2, default_lang: 'en', default_scene_chunk_size: 5 },
      },
      { input_file_path: 'u/b.json', service_params: { model: 'm', temp: 0.2, lang: 'en', scene_chunk_size: 5 } },
    ],
    [
      'CHARACTER_IDENTIFIER',
      { blueprint_input_path: 'u/b.json', service_params: { default_temp: 0.3 } },
      { input_file_path: 'u/b.json', service_params: { temp: 0.3 } },
    ],
    [
      'DEPLOY_RAG_CORPUS',
      { input_file_path: 'u/b.json', facts_path: 'u/f.json', asset_id: 'a', lang: 'zh-CN' },
      {
        blueprint_input_path: 'u/b.json',
        facts_input_path: 'u/f.json',
        asset_id: 'a',
        lang: 'zh-CN',
        service_params: {},
      },
    ],
    [
      'LOCALIZE_NARRATION',
      {
        master_script_path: 'u/n.json',
        blueprint_path: 'u/b.json',
        service_params: { lang: 'zh', target_lang: 'en-US', tolerance_ratio: 0.1 },
      },
      {
        master_script_path: 'u/n.json',
        blueprint_path: 'u/b.json',
        service_params: { source_lang: 'zh', target_lang: 'en-US', overflow_tolerance: 0.1 },
      },
    ],
    [
      'GENERATE_DUBBING',
      { narration_path: 'u/n.json', service_params: { template_name: 't' } },
      { input_narration_path: 'u/n.json', service_params: { template_name: 't' } },
    ],
    [
      'GENERATE_EDITING_SCRIPT',
      {
        input_dubbing_path: 'u/d.json',
        blueprint_path: 'u/b.json',
        service_params: { default_lang: 'zh', default_model: 'm' },
      },
      { dubbing_script_path: 'u/d.json', blueprint_path: 'u/b.json', service_params: { lang: 'zh', model: 'm' } },
    ],
  ])('%s takes %j', (type, given, canonical) => expect(parse(type, given).payload).toEqual(canonical))

  test('a narration keeps its tolerance under either name and gets every default', () => {
    const { payload } = parse('GENERATE_NARRATION', {
      blueprint_path: 'u/b.json',
      service_params: { tolerance_ratio: -0.15 },
    })
    expect(payload.service_params).toMatchObject({ overflow_tolerance: -0.15, lang: 'zh', rag_top_k: 50 })
    expect(payload.service_params).not.toHaveProperty('tolerance_ratio')
  })
})

test('null means not set, in the payload, its parameters and its control parameters', () => {
  const { payload, paths } = parse('GENERATE_NARRATION', {
    blueprint_path: 'u/b.json',
    facts_path: null,
    asset_name: null,
    service_params: { lang: null, rag_top_k: null, control_params: { style: null, scope: null } },
  })
  expect(payload.service_params).toMatchObject({
    lang: 'zh',
    rag_top_k: 50,
    control_params: { style: 'objective', scope: { type: 'full' } },
  })
  expect(paths).toEqual([{ key: 'blueprint_path', path: 'u/b.json' }])
  expect(payload).not.toHaveProperty('facts_path')
})

test('a canonical key that is blank leaves the word to its other spelling', () => {
  const { payload, paths } = parse('CHARACTER_IDENTIFIER', { input_file_path: ' ', blueprint_path: 'u/b.json' })
  expect(payload).not.toHaveProperty('blueprint_path')
  expect(paths).toEqual([{ key: 'input_file_path', path: 'u/b.json' }])
})

test("a file on the client's own disk is kept and not looked for", () => {
  const { payload, paths } = parse('CHARACTER_IDENTIFIER', {
    input_file_path: 'u/b.json',
    local_audio_path: 'D:\\x.wav',
  })
  expect(payload).toHaveProperty('local_audio_path', 'D:\\x.wav')
  expect(paths).toHaveLength(1)
})

test.each([
  ['GENERATE_DUBBING', { input_narration_path: 'u/n' }, /payload\.service_params\.template_name: /],
  [
    'LOCALIZE_NARRATION',
    { master_script_path: 'u/n', blueprint_path: 'u/b' },
    /payload\.service_params\.target_lang: /,
  ],
])('%s without service_params names the one it cannot do without', (type, payload, words) => {
  expectRefused(() => parse(type, payload), words)
  expectRefused(() => parse(type, { ...payload, service_params: null }), words)
})

test.each([0, 0.5, 241, 'abc', '25/0', ''])('the frame rate %j is refused, a fraction is taken', (fps) => {
  const paths = { dubbing_script_path: 'u/d', blueprint_path: 'u/b' }
  expectRefused(
    () => parse('GENERATE_EDITING_SCRIPT', { ...paths, service_params: { fps } }),
    /payload\.service_params\.fps: must be frames per second/,
  )
  const service_params = { fps: '30000/1001' }
  expect(parse('GENERATE_EDITING_SCRIPT', { ...paths, service_params }).payload).toEqual({ ...paths, service_params })
})

test('unknown keys are kept wherever they stand', () => {
  const { payload } = parse('CHARACTER_IDENTIFIER', {
    input_file_path: 'u/b.json',
    debug: { a: [1] },
    service_params: { local_audio_path: 'D:\\x.wav' },
  })
  expect(payload).toMatchObject({ debug: { a: [1] }, service_params: { local_audio_path: 'D:\\x.wav' } })
})

test('output_path is ignored, whatever it holds', () => {
  const { payload, paths } = parse('CHARACTER_IDENTIFIER', {
    input_file_path: 'u/b.json',
    output_path: '/mnt/../out.json',
  })
  expect(payload).not.toHaveProperty('output_path')
  expect(paths).toHaveLength(1)
})

test('every top-level key that ends in _path names a file, known or not', () => {
  const { paths } = parse('CHARACTER_IDENTIFIER', {
    input_file_path: 'u/b.json',
    reference_audio_path: 'u/r.wav',
    blank_path: ' ',
  })
  expect(paths).toEqual([
    { key: 'input_file_path', path: 'u/b.json' },
    { key: 'reference_audio_path', path: 'u/r.wav' },
  ])
})

test.each(['/etc/passwd', '../x.json', 'a/../../x', 'a\\b', '%2e%2e/x', 'a\u0000b', 'http://host/x', 'C:/x'])(
  'the path %j is refused',
  (path) => expectRefused(() => parse('CHARACTER_IDENTIFIER', { input_file_path: path }), /input_file_path/),
)

test.each([
  { input_file_path: 'u/b.json', absolute_input_file_path: '/data/b.json' },
  { input_file_path: 'u/b.json', service_params: { absolute_output: 'x' } },
])('a client that sends absolute_* is refused: %j', (payload) =>
  expectRefused(() => parse('CHARACTER_IDENTIFIER', payload), /absolute_\w+.* is refused/),
)

test.each([
  [{}, /payload\.input_file_path is missing/],
  [{ input_file_path: '' }, /payload\.input_file_path is missing/],
  [{ input_file_path: 7 }, /payload\.input_file_path: must be/],
  [{ input_file_path: 'u/b', service_params: [] }, /payload\.service_params: .*object/],
  [{ input_file_path: 'u/b', service_params: { temp: 'hot' } }, /payload\.service_params\.temp: .*number/],
  [{ input_file_path: 'u/b', service_params: { lang: 'kl' } }, /payload\.service_params\.lang: must be one of zh, en/],
  [{ input_file_path: 'u/b', note: 'a\u0000b' }, /payload\.note: .*NUL/],
  [{ input_file_path: 'u/b', list: [{ x: '\ud800' }] }, /payload\.list\[0\]\.x: /],
])('%j is answered with where it is wrong', (payload, words) =>
  expectRefused(() => parse('CHARACTER_IDENTIFIER', payload), words),
)

test('a first person without a name is refused at its path', () => {
  const control_params = { perspective: 'first_person', perspective_character: ' ' }
  expectRefused(
    () => parse('GENERATE_NARRATION', { blueprint_path: 'u/b', service_params: { control_params } }),
    /payload\.service_params\.control_params\.perspective_character/,
  )
})

test.each([
  ['asset_id', { asset_id: 'x'.repeat(201) }],
  [
    'scope',
    { service_params: { control_params: { scope: { type: 'episode_range', value: ['1', '9'.repeat(400)] } } } },
  ],
  ['scope', { service_params: { control_params: { scope: { type: 'scene_selection', value: ['9'.repeat(400)] } } } }],
])('an id or number that nothing could be called is refused at its path: %s', (word, given) =>
  expectRefused(
    () => parse('GENERATE_NARRATION', { blueprint_path: 'u/b', ...given }),
    new RegExp(`^payload\\.\\S*${word}`),
  ),
)

test('a bottomless payload is refused without using the stack', () => {
  const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
  expectRefused(() => parse('CHARACTER_IDENTIFIER', { input_file_path: 'u/b', deep }), /nested deeper than 64/)
})

test.each(['visual_analysis', 'subtitle_context', 'VISUAL_ANALYSIS', 'character_identifier', '', 'constructor'])(
  'the task type %j is unknown, and the known ones are listed',
  (type) => expectRefused(() => parse(type, {}), /CHARACTER_IDENTIFIER, DEPLOY_RAG_CORPUS, .*GENERATE_EDITING_SCRIPT/),
)

test.each([
  [undefined],
  [null],
  [[]],
  ['text'],
  [{}],
  [{ task_type: 'X' }],
  [{ task_type: 7, payload: {} }],
  [{ task_type: 'X', payload: [] }],
])('the body %j is no request', (body) => expectRefused(() => parseTaskRequest(body), /missing|must be/))

test.each([
  ['service_params.temp', { service_params: { temp: 'x' } }],
  ['note', { note: 'a\u0000b' }],
  ['local_path', { blueprint_local_path: 7 }],
])('what is wrong with %s can be said in Chinese', (path, given) => {
  const error = refusal(() =>
    parseTaskRequest({ task_type: 'CHARACTER_IDENTIFIER', payload: { input_file_path: 'u/b', ...given } }),
  )
  expect(error.in('zh')).toMatch(new RegExp(`payload\\.\\S*${path}：\\p{Script=Han}`, 'u'))
  expect(error.in('zh')).not.toMatch(/must|holds/)
})
