/** The Edge stops asking 25 minutes after it submitted; a task is terminal a minute before that. */
export const DEADLINE_MIN = 24

/** A task is claimed at most this often; a crash counts, a shutdown gives the attempt back. */
export const MAX_ATTEMPTS = 5
