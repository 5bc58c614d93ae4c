/**
 * How long a version stays answerable after a newer one took its place: a task lives 24 minutes at most and asks
 * one version throughout.
 */
export const SUPERSEDED_KEPT_MINUTES = 30
