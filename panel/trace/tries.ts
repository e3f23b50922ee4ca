/** HTTP attempts of a call whose span belongs to its client: events on that one span. */
import { ATTR_END, ATTR_HTTP_RETRY_AFTER, ATTR_HTTP_STATUS, EVENT_ATTEMPT } from '../../sdk/own-names.ts'
import type { Milliseconds, SpanRecord } from '../../sdk/protocol/records.ts'
import { ATTR_ERROR_TYPE } from '../../sdk/semconv.ts'
import { count, text } from './attributes.ts'
import { toMilliseconds } from './time.ts'

export interface Try {
  /** How it ended: `completed`, `HTTP 429`, `rate_limit_exceeded`. */
  readonly words: readonly string[]
  readonly failed: boolean
  /** When it ended, since the Unix epoch. */
  readonly end: Milliseconds
}

export function triesOf({ events }: SpanRecord): readonly Try[] {
  return events.flatMap(({ name, attributes, timeUnixNano }) => {
    if (name !== EVENT_ATTEMPT) return []
    const status = count(attributes, ATTR_HTTP_STATUS)
    const retryAfter = text(attributes, ATTR_HTTP_RETRY_AFTER)
    const error = text(attributes, ATTR_ERROR_TYPE)
    const words = [
      error ?? text(attributes, ATTR_END),
      status === undefined ? undefined : `HTTP ${status}`,
      retryAfter === undefined ? undefined : `retry-after: ${retryAfter}`,
    ]
    return [{ words: words.filter((word) => word !== undefined), failed: error !== undefined, end: toMilliseconds(timeUnixNano) }]
  })
}
