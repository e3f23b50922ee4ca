/** Why a span failed, from all that its producer said: status, attributes, exception events. */
import { ATTR_HTTP_RETRY_AFTER, ATTR_HTTP_STATUS } from '../../sdk/own-names.ts'
import type { Attributes } from '../../sdk/protocol/records.ts'
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '../../sdk/semconv.ts'
import { count, text } from './attributes.ts'
import type { SpanDetail, SpanView } from './model.ts'

export interface FailureFacts {
  /** In the words of the provider, or of what was thrown. */
  readonly message: string | undefined
  /** HTTP status of the answer. */
  readonly status: number | undefined
  /** What the provider says when to come again, in its own form. */
  readonly retryAfter: string | undefined
  /** The answer failed, and said why in a body that the page did not read. */
  readonly isUnread: boolean
  readonly stack: string | undefined
}

export function failureOf(span: Pick<SpanView, 'statusMessage'>, { record, events }: Pick<SpanDetail, 'record' | 'events'>): FailureFacts {
  const thrown = [...record.events, ...events.map(({ event }) => event)].map(({ attributes }) => attributes).filter(isException)
  const message = [span.statusMessage, ...thrown.map(wordsOf)].find((words) => words !== undefined && words !== '')
  const stack = thrown.flatMap((attributes) => text(attributes, ATTR_EXCEPTION_STACKTRACE) ?? []).at(-1)
  const status = count(record.attributes, ATTR_HTTP_STATUS)
  const retryAfter = text(record.attributes, ATTR_HTTP_RETRY_AFTER)
  return { message, status, retryAfter, isUnread: message === undefined && status !== undefined && status >= 400, stack }
}

const isException = (attributes: Attributes): boolean =>
  [ATTR_EXCEPTION_TYPE, ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE].some((name) => Object.hasOwn(attributes, name))

function wordsOf(attributes: Attributes): string | undefined {
  return text(attributes, ATTR_EXCEPTION_MESSAGE) ?? text(attributes, ATTR_EXCEPTION_TYPE)
}
