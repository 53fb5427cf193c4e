/**
 * One run: the loop, who answers it (handlers, or a person), pending calls, its place in the lane, its events.
 * Imports `functions`, `os`, `contract` and what is below them.
 */
