/** What providers say in place of a reason while they know none: nothing, or that the answer is not there yet. */
const NO_REASONS: ReadonlySet<string> = new Set(['', 'queued', 'in_progress'])

/** Whether that is why an answer ended. */
export function isReason(reason: string | null): reason is string {
  return reason !== null && !NO_REASONS.has(reason)
}
