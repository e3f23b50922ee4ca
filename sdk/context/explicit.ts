/**
 * The parent that `scope.fetch` names. Capture looks at it in the same synchronous turn, so a plain variable is enough and nothing leaks into what runs
 * later.
 */
import type { Context } from '@opentelemetry/api'

let explicit: Context | undefined

export function explicitParent(): Context | undefined {
  return explicit
}

export function withExplicitParent<T>(parent: Context, call: () => T): T {
  const before = explicit
  explicit = parent
  try {
    return call()
  } finally {
    explicit = before
  }
}
