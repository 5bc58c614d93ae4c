import { extname } from 'node:path'

/** Percent-encoded thrice (one character is nine bytes in a header) this still fits every client's header limit. */
const MAX_CHARACTERS = 255

/** RFC 2047, as .NET clients write a name that is not ASCII. */
const ENCODED_WORD = /^=\?utf-8\?b\?([A-Za-z0-9+/=]+)\?=$/i

const percentDecoded = (name: string): string => {
  if (!/%[0-9a-f]{2}/i.test(name)) return name
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

const shorten = (name: string): string => {
  if (name.length <= MAX_CHARACTERS) return name
  const extension = extname(name).slice(0, 16)
  return `${name.slice(0, MAX_CHARACTERS - extension.length)}${extension}`
}

/** The name a person gave the file, however the client wrote it into the multipart header; never a path. */
export const decodeFileName = (raw: string | undefined): string => {
  const word = ENCODED_WORD.exec(raw ?? '')
  const name = word?.[1] ? Buffer.from(word[1], 'base64').toString('utf8') : percentDecoded(raw ?? '')
  const base = name.split(/[\\/]/).pop() ?? ''
  return (
    shorten(base.replace(/\p{Cc}/gu, ''))
      .toWellFormed()
      .trim() || 'file'
  )
}
