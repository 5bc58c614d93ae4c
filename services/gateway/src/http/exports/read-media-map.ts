import { AppError } from '@vss/shared/errors/app-error.ts'

const refused = (text: string) => new AppError('parameter_invalid', 'export.media_shape', { text })

const readObject = (text: string): [string, string][] => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw refused(text)
  }
  const pairs = Object.entries(value as object)
  if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string')) throw refused(text)
  return pairs
}

const readPair = (text: string): [string, string] => {
  const at = text.indexOf('=')
  if (at < 1) throw refused(text)
  return [text.slice(0, at).trim(), text.slice(at + 1)]
}

/**
 * Chapter → path from `media` as it stands in a query: `chapter=path` any number of times, or a JSON object. Throws
 * `parameter_invalid` when it is neither, or names a chapter twice.
 */
export const readMediaMap = (given: readonly string[]): Map<string, string> => {
  const media = new Map<string, string>()
  const pairs = given.flatMap((text) => (text.trimStart().startsWith('{') ? readObject(text) : [readPair(text)]))
  for (const [chapter, path] of pairs) {
    if (media.has(chapter)) throw new AppError('parameter_invalid', 'export.media_repeated', { chapter })
    media.set(chapter, path)
  }
  return media
}
