import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EditingScript } from '@vss/shared/contracts/files/editing-script.ts'

const run = promisify(execFile)
/** Small, fast and the same everywhere: what counts here is how many frames there are. */
const ENCODE = ['-an', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']

const ffmpeg = (...args: string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args])

const countFrames = async (file: string): Promise<number> => {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-count_packets'],
    ...['-show_entries', 'stream=nb_read_packets', '-of', 'csv=p=0', file],
  ])
  return Number.parseInt(stdout, 10)
}

const durationSec = async (file: string, stream: string): Promise<number> => {
  const { stdout } = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', stream],
    ...['-show_entries', 'stream=duration', '-of', 'csv=p=0', file],
  ])
  return Number.parseFloat(stdout)
}

const concat = async (folder: string, name: string, files: string[], extension: string): Promise<string> => {
  const list = join(folder, `${name}.txt`)
  const joined = join(folder, `${name}.${extension}`)
  await writeFile(list, files.map((file) => `file '${file}'\n`).join(''))
  await ffmpeg('-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', joined)
  return joined
}

/** A moving test picture of `seconds`, one for each chapter. Returns its path. */
export const filmChapter = async (folder: string, name: string, rate: string, seconds: number): Promise<string> => {
  const file = join(folder, `${name}.mp4`)
  await ffmpeg('-f', 'lavfi', '-i', `testsrc2=size=64x36:rate=${rate}:duration=${seconds}`, ...ENCODE, file)
  return file
}

/**
 * Cuts a film as the deployed clients do: every clip by `-ss` before `-i` and `-t`, all clips and all audio files
 * joined by stream copy, then muxed with the shorter one winning.
 */
export const cutAsClient = async (
  folder: string,
  script: EditingScript,
  chapters: Record<string, string>,
  audioFiles: string[],
): Promise<{
  clipFrames: number[]
  filmFrames: number
  audioSec: number
  muxedAudioSec: number
}> => {
  const clips = script.editing_script.flatMap((entry) => entry.b_roll_clips)
  const cut: string[] = []
  for (const [at, { chapter_id, start_time, duration }] of clips.entries()) {
    const file = join(folder, `clip-${at}.mp4`)
    await ffmpeg('-ss', start_time, '-i', chapters[chapter_id] as string, '-t', String(duration), ...ENCODE, file)
    cut.push(file)
  }
  const clipFrames: number[] = []
  for (const file of cut) clipFrames.push(await countFrames(file))
  const film = await concat(folder, 'film', cut, 'mp4')
  const audio = await concat(folder, 'audio', audioFiles, 'wav')
  const muxed = join(folder, 'muxed.mp4')
  await ffmpeg('-i', film, '-i', audio, '-c:v', 'copy', '-c:a', 'aac', '-shortest', muxed)
  return {
    clipFrames,
    filmFrames: await countFrames(film),
    audioSec: await durationSec(audio, 'a:0'),
    muxedAudioSec: await durationSec(muxed, 'a:0'),
  }
}
