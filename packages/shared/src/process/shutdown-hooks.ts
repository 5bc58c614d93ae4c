const hooks: (() => Promise<unknown>)[] = []

/** Runs after everything else has stopped: what must be flushed last. */
export const onShutdown = (hook: () => Promise<unknown>): void => {
  hooks.push(hook)
}

export const runShutdownHooks = (): Promise<unknown> => Promise.allSettled(hooks.map((hook) => hook()))
