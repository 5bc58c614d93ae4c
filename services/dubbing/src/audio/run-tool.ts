import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { AppError } from '@vss/shared/errors/app-error.ts'

/** A program of this machine: the package to install, its path, and the setting that gives the path. */
export type Tool = { name: string; path: string; variable: string }

/** The longest text (5,000 characters) takes a few seconds on one core; a busy machine may need ten times as long. */
const TIMEOUT_MS = 120_000
const MAX_DETAIL = 300

const toolFailed = (tool: Tool, detail: string, cause?: unknown) =>
  new AppError('tts_failed', 'dubbing.tool_failed', { tool: tool.name, detail: detail.slice(0, MAX_DETAIL) }, { cause })

/**
 * Runs a program, without a shell: writes bytes to its stdin and answers its output. When `signal` aborts, the program is
 * killed and the signal's reason is thrown. Throws `tts_failed` when the program is missing (naming what to install),
 * fails or does not end.
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
    // Paid requests must not wait for the processor: a program gets it while they wait for their answers.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    let failure: Error | undefined
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.on('error', (error) => {
      failure = error
      const { name, path, variable } = tool
      // A program that never started emits no close event.
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
    // A program that ends before it has read everything breaks the pipe; its exit code says what happened.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}
