import { expect, test } from 'vitest'
import { isSafePath } from './is-safe-path.ts'

test.each([
  'uploads/0b9e/story.json',
  'tasks/7/audio/001_ab12cd34.wav',
  'tmp/剧本 第一集.json',
  'tmp/100%.json',
  'a..b/c...json',
])('%s can name a file', (path) => expect(isSafePath(path)).toBe(true))

test.each([
  '',
  '/etc/passwd',
  '//host/share',
  '../other/file.json',
  'uploads/../../other',
  'uploads/..',
  '..\\windows',
  'uploads\\file.json',
  '%2e%2e/secret',
  'uploads/%2e%2e%2fsecret',
  'uploads/%252e%252e/secret',
  '%2Fetc/passwd',
  '%5c%5chost',
  'file\0.json',
  'file%00.json',
  'line\nbreak',
  'C:/windows',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  's3://bucket/key',
  '~/secret',
  'half \ud800 character',
  'x'.repeat(1_025),
])('%j is refused', (path) => expect(isSafePath(path)).toBe(false))
