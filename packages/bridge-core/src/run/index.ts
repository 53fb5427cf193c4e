/**
 * One run: the loop, dispatch of calls, pending calls, its place in the lane, its events.
 * Imports `functions`, `os`, `contract` and what is below them.
 */
