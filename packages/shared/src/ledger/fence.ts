/** The claim a write is made under: a worker that lost its lease can no longer change anything. */
export type Fence = { taskId: number; epoch: number }

export class StaleClaimError extends Error {
  constructor(fence: Fence) {
    super(`claim ${fence.epoch} of task ${fence.taskId} is no longer the current one`)
    this.name = 'StaleClaimError'
  }
}
