import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { AppError } from '@vss/shared/errors/app-error.ts'

/** A program of the machine: its package name, where it is, and the setting that says so. */
export type Tool = { name: string; path: string; variable: string }

/** The longest text (5,000 characters) takes a few seconds of one core; a busy machine may need ten times that. */
const TIMEOUT_MS = 120_000
const MAX_DETAIL = 300

const toolFailed = (tool: Tool, detail: string, cause?: unknown) =>
  new AppError('tts_failed', 'dubbing.tool_failed', { tool: tool.name, detail: detail.slice(0, MAX_DETAIL) }, { cause })

/**
 * Runs a program with bytes on stdin and returns what it wrote. No shell. It is killed when `signal` aborts, and the
 * signal's reason is thrown. Throws `tts_failed` when it is missing (with what to install), fails or does not end.
 */
export const runTool = (
  tool: Tool,
  args: readonly string[],
  input: Buffer,
  signal: AbortSignal,
): Promise<{ stdout: Buffer; stderr: string }> => {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS)
    const child = spawn(tool.path, args, { signal: AbortSignal.any([signal, timeout]), killSignal: 'SIGKILL' })
    // Requests that are paid go first: a program works while they wait for their answers.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let failure: Error | undefined
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', (error) => {
      failure = error
      const { name, path, variable } = tool
      // A program that never started does not close either.
      if (child.pid === undefined && !signal.aborted)
        reject(new AppError('tts_failed', 'dubbing.tool_missing', { tool: name, path, variable }, { cause: error }))
    })
    child.on('close', (code, killedBy) => {
      const words = Buffer.concat(stderr).toString('utf8')
      if (code === 0) resolve({ stdout: Buffer.concat(stdout), stderr: words })
      else if (signal.aborted) reject(signal.reason)
      else if (timeout.aborted) reject(toolFailed(tool, `no end within ${TIMEOUT_MS / 1000} s`))
      else reject(toolFailed(tool, words.trim() || `exit ${code ?? killedBy}`, failure))
    })
    // A program that ends before it has read everything breaks the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
