import { extname } from 'node:path'

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

/** By the name alone: what a client claims about its bytes is neither sent (old clients) nor to be trusted. */
export const contentTypeOf = (fileName: string): string =>
  BY_EXTENSION[extname(fileName).toLowerCase()] ?? 'application/octet-stream'
