import { extname } from 'node:path'
import { cutText } from '@vss/shared/errors/shorten-text.ts'

/** Percent-encoded three times (one character becomes nine bytes in a header), this still fits every client's limit. */
const MAX_CHARACTERS = 255
const MAX_EXTENSION_CHARACTERS = 16

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

/** A name that is too long keeps its beginning and its extension. */
const cutName = (name: string): string => {
  if (cutText(name, MAX_CHARACTERS) === name) return name
  const extension = cutText(extname(name), MAX_EXTENSION_CHARACTERS)
  return `${cutText(name, MAX_CHARACTERS - extension.length)}${extension}`
}

/** The name a person gave the file, however the client wrote it into the multipart header; never a path. */
export const decodeFileName = (raw: string | undefined): string => {
  const word = ENCODED_WORD.exec(raw ?? '')
  const name = word?.[1] ? Buffer.from(word[1], 'base64').toString('utf8') : percentDecoded(raw ?? '')
  const base = name.split(/[\\/]/).pop() ?? ''
  return (
    cutName(base.replace(/\p{Cc}/gu, ''))
      .toWellFormed()
      .trim() || 'file'
  )
}

const BY_EXTENSION: Record<string, string> = {
  '.json': 'application/json',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.flac': 'audio/flac',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.txt': 'text/plain; charset=utf-8',
}

/** Derived from the name alone: old clients send no content type, and one that is sent cannot be trusted. */
export const contentTypeOf = (fileName: string): string =>
  BY_EXTENSION[extname(fileName).toLowerCase()] ?? 'application/octet-stream'
