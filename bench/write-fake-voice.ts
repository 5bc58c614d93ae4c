import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A program to name in ESPEAK_PATH: the fake voice, which first waits `delaySec` as a distant service would. */
export const writeFakeVoice = (delaySec: number): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'vss-voice-')), 'voice.sh')
  const script = fileURLToPath(new URL('fake-voice.ts', import.meta.url))
  writeFileSync(path, `#!/bin/sh\nsleep ${delaySec}\nexec '${process.execPath}' '${script}'\n`)
  chmodSync(path, 0o755)
  return path
}
