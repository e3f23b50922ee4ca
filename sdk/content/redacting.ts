/** Whether a redactor runs in this very turn: what it fetches is no call of the page. A redactor that asks a model would otherwise redact for ever. */
let depth = 0

export function isRedacting(): boolean {
  return depth > 0
}

/** Runs a redactor. */
export function redacting<T>(run: () => T): T {
  depth++
  try {
    return run()
  } finally {
    depth--
  }
}
