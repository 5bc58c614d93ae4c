import { expect, test } from 'vitest'
import { dubbingScriptInput } from './dubbing-script.ts'
import { narrationScriptInput } from './narration-script.ts'

const firstIssue = (narration_script: unknown) => {
  const { error } = narrationScriptInput.safeParse({ narration_script })
  return { count: error?.issues.length, path: error?.issues[0]?.path }
}

test('a million wrong members make one issue, which names the place of the first', () => {
  const wrong = Array.from({ length: 1_000_000 }, () => true)
  const segment = { narration: 'The lamp goes out.', source_scene_ids: [7, '12', ...wrong] }
  expect(firstIssue([segment])).toEqual({ count: 1, path: ['narration_script', 0, 'source_scene_ids', 2] })
})

test('members are kept as they are, with their unknown keys', () => {
  const file = {
    dubbing_script: [{ narration: '', audio_file_path: 'a.wav', source_scene_ids: ['3'], local: { a: 1 } }],
  }
  expect(dubbingScriptInput.parse(file)).toEqual(file)
})

test('a list longer than any film is refused', () => {
  expect(firstIssue(Array.from({ length: 5_001 }, () => ({ narration: 'x' }))).path).toEqual(['narration_script'])
  expect(firstIssue([]).path).toEqual(['narration_script'])
})
