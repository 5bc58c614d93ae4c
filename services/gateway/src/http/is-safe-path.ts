const CONTROL_OR_BACKSLASH = /[\p{Cc}\\]/u
const SCHEME = /^[a-z][a-z0-9+.-]*:/i
const MAX_CHARACTERS = 1_024

const isPlain = (path: string) =>
  path.length > 0 &&
  path.length <= MAX_CHARACTERS &&
  path.isWellFormed() &&
  !CONTROL_OR_BACKSLASH.test(path) &&
  !path.startsWith('/') &&
  !path.startsWith('~') &&
  !SCHEME.test(path) &&
  !path.split('/').includes('..')

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that starts no encoding is an ordinary character of a file name.
    return text
  }
}

/**
 * Whether a path can name a file of an organisation: relative, forward slashes, no `..`, no scheme or drive, no control
 * character. The same holds for every percent-decoded form of it, however often it was encoded.
 */
export const isSafePath = (path: string): boolean => {
  let current = path
  while (isPlain(current)) {
    const next = decoded(current)
    if (next === current) return true
    current = next
  }
  return false
}
